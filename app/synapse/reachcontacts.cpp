// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/reachcontacts.h"

#include "core/log.h"
#include "synapse/lists/fetchledger.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace History;

namespace {

constexpr qsizetype longestError = 300;

/// One line of it, fit to be shown.
QString lineOf(const QString &error)
{
    return displayable(bareError(error), longestError);
}

} // namespace

void noteContact(ReachRecorder &reach, const ServerTrouble &trouble)
{
    reach.note(trouble.server,
        {.at = trouble.at,
            .kind = ContactKind::Transaction,
            .answered = false,
            .cause = fetchCauseOf(trouble.detail),
            .error = lineOf(trouble.detail)});
}

void noteContact(ReachRecorder &reach, const ResyncOutcome &outcome, const FetchTrouble &trouble)
{
    Contact contact{.at = outcome.at, .kind = ContactKind::Fetch, .user = outcome.user};
    switch (outcome.step) {
    case ResyncOutcome::Started:
        return;
    case ResyncOutcome::Device:
    case ResyncOutcome::Skipped:
    case ResyncOutcome::Succeeded:
        contact.answered = true;
        break;
    case ResyncOutcome::TooMany:
        contact.answered = true;
        contact.cause = FetchCause::TooManyDevices;
        break;
    case ResyncOutcome::Failed:
        contact.cause = trouble.isKnown() ? trouble.cause : fetchCauseOf(bareError(outcome.error));
        contact.error = lineOf(outcome.error);
        break;
    }
    reach.note(outcome.user.server(), contact);
}

void noteContact(ReachRecorder &reach, const UserId &user, const Result<void> &outcome)
{
    Contact contact{.at = QDateTime::currentMSecsSinceEpoch(), .kind = ContactKind::Fetch, .user = user, .answered = outcome.has_value()};
    if (!outcome) {
        if (outcome.error().kind != Error::Http || outcome.error().remoteStatus <= 0)
            return;
        const QString told = u"%1: %2"_s.arg(outcome.error().remoteStatus).arg(outcome.error().text);
        contact.cause = fetchCauseOf(told);
        contact.error = lineOf(told);
    }
    reach.note(user.server(), contact);
}

} // namespace Lockstep::Synapse
