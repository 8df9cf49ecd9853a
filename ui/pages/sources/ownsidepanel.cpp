// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/sources/ownsidepanel.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/session.h"
#include "ui/words/waitwords.h"

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

OwnSidePanel::OwnSidePanel(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_lines(Presentation::plainLabel({}, this))
    , m_more(new QToolButton(this))
    , m_faults(Presentation::plainLabel({}, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *title = Presentation::plainLabel(tr("Own side"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_lines->setObjectName(u"ownSide"_s);
    m_lines->setWordWrap(true);
    m_lines->setAccessibleName(tr("How the homeserver itself does"));
    m_more->setObjectName(u"knownFaults"_s);
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setArrowType(Qt::RightArrow);
    m_faults->setObjectName(u"faults"_s);
    m_faults->setWordWrap(true);
    m_faults->setAccessibleName(tr("Known faults"));
    m_faults->hide();
    layout->addWidget(title);
    layout->addWidget(m_lines);
    layout->addWidget(m_more);
    layout->addWidget(m_faults);
    m_more->hide();
    hide();
    connect(m_more, &QToolButton::toggled, this, [this](bool on) {
        m_more->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
        m_faults->setVisible(on && !m_faults->text().isEmpty());
    });
}

void OwnSidePanel::refresh()
{
    if (m_call.isRunning() || !m_session->client())
        return;
    m_call = m_session->client()->ownSide(this, [this](const Result<Inspection::OwnSide> &result) {
        m_call = {};
        show(result);
    });
}

void OwnSidePanel::show(const Result<Inspection::OwnSide> &result)
{
    // An older gateway, and the lab, have nothing to say of it.
    const bool isNotTold = !result && (result.error().http == 404 || result.error().http == 501);
    setVisible(!isNotTold);
    if (isNotTold)
        return;
    if (!result) {
        //: %1: what went wrong
        m_lines->setText(tr("It cannot be told now: %1").arg(displayable(result.error().text, 400)));
        Presentation::setQuiet(m_lines);
        return;
    }
    const auto [lines, isWrong] = WaitWords::ownLines(*result);
    m_lines->setText(lines.join(u'\n'));
    m_more->setText(WaitWords::faultsTitle(*result));
    m_more->setEnabled(!result->faults.isEmpty());
    m_more->show();
    m_faults->setText(WaitWords::faultsText(*result));
    m_faults->setVisible(m_more->isChecked() && !m_faults->text().isEmpty());
}

} // namespace Lockstep
