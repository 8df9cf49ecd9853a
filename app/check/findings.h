// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "check/subject.h"
#include "http/blockingcall.h"

#include <QDeadlineTimer>

namespace Lockstep::Checking {

using Inspection::CheckArea;
using Inspection::CheckState;

/// The checks of one area, in the order in which they are added.
class Findings
{
public:
    explicit Findings(CheckArea area)
        : m_area(area)
    {
    }
    void ok(const QString &subject, const QString &text, const QString &restsOn = {});
    void warn(const QString &subject, const QString &text, const QString &remedy, const QString &restsOn = {});
    void fault(const QString &subject, const QString &text, const QString &remedy, const QString &restsOn = {});
    /// \a why: for want of what, and \a remedy how to have it checked.
    void notChecked(const QString &subject, const QString &why, const QString &remedy = {});
    /// Some checks of the same thing.
    void add(CheckState state, const QString &subject, const QString &text, const QString &remedy, const QString &restsOn);

    const QList<Inspection::Check> &all() const { return m_checks; }

private:
    CheckArea m_area;
    QList<Inspection::Check> m_checks;
};

/// What the checks of one run share.
struct Context
{
    const Subject &subject;
    QDeadlineTimer deadline; ///< for all of it
    Http::CutOff *cutOff; ///< stops it
    QStringList hanging = {}; ///< places whose file system does not answer: whoever looks at them waits for ever

    /// ms that one step may take, at least 1.
    int stepMs(int atMost) const;
    bool isOver() const { return deadline.hasExpired() || cutOff->isCut(); }
};

/// A small answer of the homeserver or of a gateway. \a token may be empty; it travels only where tokens may.
struct Answer
{
    int status = 0; ///< 0: none
    QByteArray body = {};
    QByteArray date = {}; ///< the header, as it came
    QString problem = {}; ///< a clause: why there is none
    Error::Kind kind = Error::Internal; ///< of the problem
};
Answer ask(const Context &context, const QUrl &base, const QByteArray &path, const QString &token = {});

/// An address without what is secret in it.
QString shown(const QUrl &url);
/// "3 s", "12 min", "5 h", "3 days".
QString spell(qint64 ms);
QString spellBytes(qint64 bytes);

} // namespace Lockstep::Checking
