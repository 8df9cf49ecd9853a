// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/casefiles/safewords.h"

#include "domain/findings.h"

#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace Lockstep::Inspection {

namespace {

/// What stands around a word.
const QRegularExpression &around()
{
    static const QRegularExpression edges(u"^[(\\[\"'“”‘’]+|[)\\]\"'“”‘’.,;:!?…]+$"_s);
    return edges;
}

void add(const QString &sentence, QSet<QString> &words)
{
    const QStringList parts = sentence.split(u' ', Qt::SkipEmptyParts);
    for (QString part : parts) {
        part.remove(around());
        if (!part.contains(u'@') && !part.contains(u'\x01'))
            words.insert(part.toLower());
    }
}

/// Facts of which everything is so, with a name that is left out again.
FindingFacts everything()
{
    FindingFacts facts;
    facts.user = UserId(u"@\x01:\x01"_s);
    facts.openGap = facts.newestFailedResync = facts.newestMalformed = 1;
    facts.isServerFailing = facts.hasUnusableKeys = facts.hasBrokenCrossSigning = true;
    facts.fetchesInVain = 5;
    for (int bit = 0; bit < 12; ++bit)
        facts.newest[Break(quint16(1u << bit))] = 1;
    for (int state = 0; state <= int(SignatureState::IdMismatch); ++state) {
        Device device;
        device.deviceId = DeviceId(u"\x01"_s);
        device.selfSignature = SignatureState(state);
        facts.list.devices.append(device);
    }
    for (int state = 0; state <= int(CrossSignatureState::CrossSigned); ++state) {
        Device device;
        device.deviceId = DeviceId(u"\x01"_s);
        device.crossSignature = CrossSignatureState(state);
        facts.list.devices.append(device);
    }
    return facts;
}

void addAll(FindingFacts facts, QSet<QString> &words)
{
    const QList<Finding> findings = findingsOf(facts);
    for (const Finding &finding : findings)
        add(finding.text, words);
}

QSet<QString> ownWords()
{
    QSet<QString> words;
    FindingFacts facts = everything();
    addAll(facts, words);
    facts.openGap = 0;
    facts.newestKeysGap = 1;
    facts.mended = Break::Rewound | Break::Rebuilt;
    addAll(facts, words);
    facts.openGap = 1;
    addAll(facts, words);
    for (const bool isTracked : {true, false}) {
        facts.isTracked = isTracked;
        for (const bool isLeftOver : {true, false}) {
            facts.isLeftOver = isLeftOver;
            facts.keptForDays = 3;
            for (int cause = 0; cause <= int(FetchCause::TooManyDevices); ++cause) {
                facts.trouble.cause = FetchCause(cause);
                facts.isStale = true;
                addAll(facts, words);
                facts.isStale = false;
                facts.hasDevices = true;
                addAll(facts, words);
            }
        }
    }
    // Of the rows of a history, and of what is not available.
    for (const QString &sentence : {malformedDetail, u"sent by another server than the user's"_s,
             u"the list has too many devices, more than the homeserver takes; it was dropped"_s,
             u"stream_id prev_id device_id user_id is no a an the must be integer text string object list of missing not and or"_s,
             u"No history is kept here. This is a file that was opened, and not a homeserver."_s})
        add(sentence, words);
    return words;
}

bool isHarmless(const QString &word)
{
    static const QRegularExpression harmless(u"^(-?\\d{1,4}|\\d{1,3}(,\\d{3})|\\d{1,3}%)$"_s);
    return harmless.match(word).hasMatch();
}

} // namespace

QString safeWords(const QString &text, const std::function<bool(const QString &word)> &isForbidden,
    const std::function<QString(const QString &word)> &madeFor)
{
    static const QSet<QString> own = ownWords();
    static const QRegularExpression code(u"^M_(FORBIDDEN|NOT_FOUND|UNKNOWN|UNAUTHORIZED|UNRECOGNIZED|LIMIT_EXCEEDED|UNKNOWN_TOKEN)$"_s);
    QStringList kept;
    const QStringList parts = text.split(u' ', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        QString word = part;
        word.remove(around());
        const bool isOwn = own.contains(word.toLower()) || code.match(word).hasMatch() || isHarmless(word);
        const bool isSafe = word.isEmpty() || (isOwn && !isForbidden(word));
        if (const QString made = isSafe ? QString() : madeFor(word); !made.isNull()) {
            kept += made + (part.endsWith(u':') || part.endsWith(u',') ? part.last(1) : QString());
            continue;
        }
        // Runs of what was taken away are one.
        if (isSafe)
            kept += part;
        else if (kept.isEmpty() || kept.constLast() != u"…")
            kept += u"…"_s;
    }
    return kept.join(u' ');
}

} // namespace Lockstep::Inspection
