// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/page.h"

#include "model/exportsource.h"

namespace Lockstep {

Page::Page(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
{
}

QList<ExportSource> Page::exports() const
{
    return {};
}

} // namespace Lockstep
