// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// gallery_pictures DIRECTORY [--full] [VIEW…]: every view with every filling, light and dark, in two sizes, as a small picture each that
// gallery.py compares with the accepted ones; --full writes them as they are. QT_SCALE_FACTOR says how dense the screen is.

#include "tests/gallery/world.h"
#include "ui/widgets/darkpalette.h"
#include "ui/words/presentation.h"

#include <QApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QFontInfo>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QStyle>
#include <QTest>
#include <QTranslator>

#include <cstdio>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

namespace {
/// Of small pictures, whatever the scale.
constexpr QSize smallSize(288, 216);
constexpr QSize sizes[]{QSize(1024, 700), QSize(1440, 900)};

bool save(QWidget *widget, const QString &path, bool isFull)
{
    // A bar that says that something is under way moves; the picture has it at one place.
    QList<QProgressBar *> moving = widget->findChildren<QProgressBar *>();
    moving.removeIf([](const QProgressBar *bar) { return bar->maximum() > 0 || !bar->parentWidget()->inherits("Lockstep::LogLinesView"); });
    for (QProgressBar *bar : std::as_const(moving)) {
        bar->setRange(0, 3);
        bar->setValue(1);
    }
    QImage picture = widget->grab().toImage();
    for (QProgressBar *bar : std::as_const(moving))
        bar->setRange(0, 0);
    picture.setDevicePixelRatio(1);
    if (!isFull)
        picture = picture.scaled(smallSize, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    return picture.convertToFormat(QImage::Format_RGB888).save(path);
}

/// Of letters as they are drawn here, with the fonts that stand in for what ours lack.
QByteArray lettersDigest()
{
    QImage picture(500, 60, QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    const QString letters = u"AgQ@0123 éß \u0645\u0634 \u7ba1\u7406 Z\u0351a\u0300 \U0001F469"_s;
    painter.setFont(QApplication::font());
    painter.drawText(2, 20, letters);
    painter.setFont(Presentation::fixedFont());
    painter.drawText(2, 50, letters);
    painter.end();
    const QByteArrayView bytes(reinterpret_cast<const char *>(picture.constBits()), picture.sizeInBytes());
    return QCryptographicHash::hash(bytes.toByteArray(), QCryptographicHash::Sha256).toHex().left(12);
}

/// Light and dark, small and large, of a view that is open; 0, or how many could not be made. That the palette and the size change below
/// it is part of what is looked at.
int takeAll(World &world, const View &view, const QString &prefix, bool isFull)
{
    QWidget *shown = world.show(view);
    if (!shown) {
        std::fprintf(stderr, "%s does not come to rest\n", qPrintable(prefix));
        return int(std::size(sizes)) * 2;
    }
    int failed = 0;
    const QPalette light = QApplication::style()->standardPalette();
    for (const bool isDark : {false, true}) {
        QApplication::setPalette(isDark ? darkPalette() : light);
        for (const QSize &size : sizes) {
            if (shown == world.window())
                shown->resize(size);
            world.settle();
            const QString name = u"%1-%2-%3x%4.png"_s.arg(prefix, isDark ? u"dark"_s : u"light"_s).arg(size.width()).arg(size.height());
            if (!save(shown, name, isFull)) {
                std::fprintf(stderr, "%s was not made\n", qPrintable(name));
                ++failed;
            }
        }
    }
    QApplication::setPalette(light);
    return failed;
}
} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QApplication::setStyle(u"fusion"_s);
    QApplication::setFont(QFont(u"DejaVu Sans"_s, 9));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QTranslator plurals;
    if (plurals.load(QStringLiteral(LOCKSTEP_TRANSLATIONS "/lockstep_en.qm")))
        QCoreApplication::installTranslator(&plurals);

    if (QCoreApplication::arguments().contains(u"--version"_s)) {
        // What decides how letters and controls are drawn, beside our own code.
        std::printf(
            "Qt %s, %s, letters %s\n", qVersion(), qPrintable(QFontInfo(QApplication::font()).family()), lettersDigest().constData());
        return 0;
    }
    QStringList wanted = QCoreApplication::arguments().mid(1);
    const bool isFull = wanted.removeAll(u"--full"_s) > 0;
    const QString directory = wanted.isEmpty() ? QString() : wanted.takeFirst();
    if (directory.isEmpty() || !QDir().mkpath(directory)) {
        std::fprintf(stderr, "gallery_pictures DIRECTORY [--full] [VIEW...]\n");
        return 2;
    }
    int failed = 0;
    int taken = 0;
    QElapsedTimer timer;
    timer.start();
    for (const Filling filling : allFillings) {
        for (const View &view : allViews(filling)) {
            if ((!wanted.isEmpty() && !wanted.contains(view.name)) || (!view.needsSession && filling != Filling::Empty))
                continue;
            // Each in a window and beside a homeserver of its own: it looks the same alone as among others, whatever has the focus, is
            // selected or was read there.
            QApplication::setLayoutDirection(filling == Filling::Mirrored ? Qt::RightToLeft : Qt::LeftToRight);
            World world(filling);
            if (view.needsSession && !world.connect()) {
                std::fprintf(stderr, "%s: no connection\n", qPrintable(toString(filling)));
                return 1;
            }
            failed += takeAll(world, view, QDir(directory).filePath(view.name + u'-' + toString(filling)), isFull);
            taken += 4;
        }
        std::printf("%s: %d pictures so far, %lld ms\n", qPrintable(toString(filling)), taken, static_cast<long long>(timer.elapsed()));
        std::fflush(stdout);
    }
    return failed == 0 ? 0 : 1;
}
