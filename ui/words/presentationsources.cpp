// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep::Presentation {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Words)
};

constexpr qsizetype maxDetail = 1000;

/// What the state of a source of this kind means; empty where the detail says all there is. \a needsDetail: whether the gateway's own
/// words add something.
QString meaning(Inspection::SourceKind kind, Inspection::SourceState state, bool &needsDetail)
{
    using Kind = Inspection::SourceKind;
    using State = Inspection::SourceState;
    needsDetail = true;
    const bool fails = state == State::Failing;
    if (kind == Kind::Lab && state == State::Ok) {
        needsDetail = false;
        return Words::tr("The lab server records every update that it receives.");
    }
    if (kind == Kind::Log && state == State::Off) {
        needsDetail = false;
        return Words::tr("No log is followed, so that updates are only noticed by polling. Name Synapse's log in the connect dialog or in "
                         "the gateway's configuration, or mirror federation traffic to the gateway's tap.");
    }
    if (kind == Kind::Heads && state == State::Off) {
        needsDetail = false;
        return Words::tr("The database is not polled.");
    }
    if (kind == Kind::Log && fails)
        return Words::tr("Updates in this log are missed.");
    if (kind == Kind::Log && state == State::CatchingUp)
        return Words::tr("What is in the log already is still being read.");
    if (kind == Kind::Tap && state == State::Starting)
        return Words::tr("Nothing has arrived yet: let the proxy mirror PUT /_matrix/federation/v1/send/ to the tap.");
    if (kind == Kind::Tap && fails)
        return Words::tr("What arrives at the tap cannot be recorded.");
    if (kind == Kind::Heads && fails)
        return Words::tr("Polling of the database fails.");
    if (kind == Kind::Redis && fails)
        return Words::tr("The homeserver's replication channel is not heard: changes show up by polling, about a second later.");
    if (kind == Kind::Database && fails)
        return Words::tr("The homeserver's database cannot be read.");
    if (kind == Kind::History && fails)
        return Words::tr("The history cannot be read or written as it should at the moment.");
    if (kind == Kind::Updates && fails)
        return Words::tr("The homeserver answers 500 to updates that it cannot work on, and whoever sent them sends the whole transaction "
                         "again and again.");
    return {};
}
} // namespace

QString sourceText(Inspection::SourceKind kind, Inspection::SourceState state, const QString &detail)
{
    bool needsDetail = true;
    const QString own = meaning(kind, state, needsDetail);
    const QString told = displayable(detail, maxDetail);
    if (own.isEmpty())
        return told;
    //: %1: a sentence of this program, %2: what the gateway says, in its own words
    return needsDetail && !told.isEmpty() ? Words::tr("%1 The gateway says: “%2”").arg(own, told) : own;
}

} // namespace Lockstep::Presentation
