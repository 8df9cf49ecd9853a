// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/darkpalette.h"

#include <QColor>

namespace Lockstep {

QPalette darkPalette()
{
    const QColor window(0x2d, 0x30, 0x35);
    const QColor base(0x1b, 0x1d, 0x20);
    const QColor text(0xe4, 0xe6, 0xea);
    const QColor dim(0x8c, 0x91, 0x99);
    QPalette palette(text, window);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, QColor(0x22, 0x24, 0x28));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Button, QColor(0x3c, 0x40, 0x46));
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::ToolTipBase, QColor(0x3c, 0x40, 0x46));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::PlaceholderText, dim);
    palette.setColor(QPalette::Highlight, QColor(0x2f, 0x65, 0xa8));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x8a, 0xb8, 0xf5));
    palette.setColor(QPalette::Light, QColor(0x48, 0x4d, 0x54));
    palette.setColor(QPalette::Midlight, QColor(0x40, 0x44, 0x4a));
    palette.setColor(QPalette::Mid, QColor(0x34, 0x37, 0x3c));
    palette.setColor(QPalette::Dark, QColor(0x17, 0x18, 0x1b));
    palette.setColor(QPalette::Shadow, Qt::black);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, dim);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(0x45, 0x49, 0x50));
    return palette;
}

QPalette lightPalette()
{
    const QColor window(0xef, 0xef, 0xef);
    const QColor text(0x1b, 0x1d, 0x20);
    const QColor dim(0x6b, 0x70, 0x78);
    QPalette palette(text, window);
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::AlternateBase, QColor(0xf6, 0xf6, 0xf7));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::ToolTipBase, QColor(0xff, 0xff, 0xe6));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::PlaceholderText, dim);
    palette.setColor(QPalette::Highlight, QColor(0x30, 0x8c, 0xc6));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x1a, 0x5f, 0xb4));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x9a, 0x9e, 0xa5));
    return palette;
}

} // namespace Lockstep
