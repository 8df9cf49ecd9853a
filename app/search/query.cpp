// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/query.h"

#include "search/document.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Search {

using Inspection::ListTexts;
using Inspection::Match;
using Inspection::MatchField;

namespace {

/// Trigrams of a question: what they leave over, a look at the texts decides.
constexpr qsizetype mostTrigrams = 7;
/// What is shown of a long text, and how much of it stands before the match.
constexpr qsizetype shownText = 120, shownBefore = 30;
/// Places of one text that are looked at: names of one and the same letter are no work.
constexpr int mostPlaces = 50;

bool isOfBase64(QChar character)
{
    return character.unicode() < 0x80 && (character.isLetterOrNumber() || character == u'+' || character == u'/');
}

/// Where characters begin, and the end.
QList<qsizetype> characterPlaces(const QString &text)
{
    QList<qsizetype> places;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (i == 0 || !text.at(i).isLowSurrogate() || !text.at(i - 1).isHighSurrogate())
            places.append(i);
    }
    places.append(text.size());
    return places;
}

/// The match with as much of its text as is shown.
Match cutOut(MatchField field, const DeviceId &device, const QString &text, qsizetype at, qsizetype length)
{
    Match match{.field = field, .deviceId = device, .text = text, .at = at, .length = length};
    if (text.size() <= shownText)
        return match;
    qsizetype from = std::clamp<qsizetype>(at - shownBefore, 0, text.size() - shownText);
    if (from > 0 && text.at(from).isLowSurrogate())
        --from;
    match.text = text.mid(from, shownText);
    if (match.text.back().isHighSurrogate())
        match.text.chop(1);
    match.at = at - from;
    match.length = std::min(length, match.text.size() - match.at);
    return match;
}

class Finder
{
public:
    Finder(const QString &wanted, const QString &key, bool isOnlyUser, bool isOneCharacter)
        : m_wanted(wanted)
        , m_key(key)
        , m_isOnlyUser(isOnlyUser)
        , m_wordStart(isOneCharacter ? Rank::Anywhere : Rank::WordStart)
    {
    }

    void lookAtUser(const UserId &user)
    {
        const QString &text = user.toString();
        const QString plain = folded(text);
        const qsizetype colon = plain.indexOf(u':');
        each(plain, [&](qsizetype at) {
            const qsizetype end = at + m_wanted.size();
            const bool isWhole = end == plain.size() || (end == colon && at <= 1);
            if (m_isOnlyUser) {
                if (at == 1)
                    take(isWhole ? Rank::Exact : Rank::Prefix, MatchField::UserId, {}, text, 0, m_wanted.size() + 1);
                return;
            }
            const bool isBeginning = at <= 1 || at == colon + 1;
            Rank rank = Rank::Anywhere;
            if (isBeginning)
                rank = isWhole && at > 0 ? Rank::Exact : Rank::Prefix;
            else if (isSeparator(plain, at - 1))
                rank = m_wordStart;
            take(rank, colon > 0 && at > colon ? MatchField::Server : MatchField::UserId, {}, text, at, m_wanted.size());
        });
    }
    void lookAt(MatchField field, const DeviceId &device, const QString &text)
    {
        const QString plain = folded(text);
        each(plain, [&](qsizetype at) {
            Rank rank = Rank::Anywhere;
            if (at == 0)
                rank = field == MatchField::DeviceId && plain.size() == m_wanted.size() ? Rank::Exact : Rank::Prefix;
            else if (isSeparator(plain, at - 1))
                rank = m_wordStart;
            take(rank, field, device, text, at, m_wanted.size());
        });
    }
    void lookAtKey(MatchField field, const DeviceId &device, const QString &key)
    {
        if (m_key.isEmpty() || key.isEmpty())
            return;
        const qsizetype at = key.indexOf(m_key, 0, Qt::CaseInsensitive);
        if (at == 0)
            take(m_key.size() == key.size() ? Rank::ExactKey : Rank::KeyPrefix, field, device, key, 0, m_key.size());
        else if (at > 0 && m_key.size() >= shortestKeyPart)
            take(Rank::KeyPart, field, device, key, at, m_key.size());
    }

    std::optional<Query::Found> found()
    {
        if (m_all.isEmpty())
            return {};
        std::ranges::stable_sort(m_all, {}, &std::pair<Rank, Match>::first);
        Query::Found result{.rank = m_all.constFirst().first, .matches = {}};
        for (const auto &[rank, match] : std::as_const(m_all)) {
            if (result.matches.size() < Query::mostMatches)
                result.matches.append(match);
        }
        return result;
    }

private:
    template <typename Take>
    void each(const QString &plain, Take take) const
    {
        int places = 0;
        for (qsizetype at = plain.indexOf(m_wanted); at >= 0 && places < mostPlaces; at = plain.indexOf(m_wanted, at + 1), ++places)
            take(at);
    }
    /// One match for each text, its best; of matches that are as good the first.
    void take(Rank rank, MatchField field, const DeviceId &device, const QString &text, qsizetype at, qsizetype length)
    {
        const bool isUser = device.isEmpty();
        for (auto &[before, match] : m_all) {
            const bool isSame = match.deviceId == device && (match.field == field || (isUser && match.text == text));
            if (!isSame)
                continue;
            if (rank < before) {
                before = rank;
                match = cutOut(field, device, text, at, length);
            }
            return;
        }
        // Better ones may come, but not without end.
        if (m_all.size() < mostKept || rank < m_all.constLast().first)
            m_all.append({rank, cutOut(field, device, text, at, length)});
    }

    static constexpr qsizetype mostKept = 20;
    const QString &m_wanted;
    const QString &m_key;
    const bool m_isOnlyUser;
    const Rank m_wordStart; ///< no trigram holds a separator and one character
    QList<std::pair<Rank, Match>> m_all;
};

} // namespace

Query::Query(const QString &text, ServerName server)
    : m_folded(folded(text.trimmed()))
    , m_server(std::move(server))
{
    m_isUser = m_folded.startsWith(u'@');
    if (m_isUser)
        m_folded.remove(0, 1);
    m_length = int(characterPlaces(m_folded).size()) - 1;
    QString key = m_folded;
    key.removeIf([](QChar character) { return character.isSpace(); });
    while (key.endsWith(u'='))
        key.chop(1);
    if (!m_isUser && key.size() >= keyGroup && std::ranges::all_of(key, isOfBase64))
        m_key = key;
}

std::optional<Query::Found> Query::in(const ListTexts &texts) const
{
    if (!m_server.isEmpty() && texts.user.server() != m_server)
        return {};
    if (m_folded.isEmpty())
        return Found{.rank = m_isUser ? Rank::Prefix : Rank::Anywhere, .matches = {}};
    Finder finder(m_folded, m_key, m_isUser, m_length == 1);
    finder.lookAtUser(texts.user);
    if (!m_isUser) {
        for (const auto &device : texts.devices) {
            finder.lookAt(MatchField::DeviceId, device.deviceId, device.deviceId.toString());
            finder.lookAt(MatchField::DisplayName, device.deviceId, device.displayName);
            finder.lookAtKey(MatchField::Ed25519, device.deviceId, device.ed25519);
            finder.lookAtKey(MatchField::Curve25519, device.deviceId, device.curve25519);
        }
    }
    return finder.found();
}

QString quoted(const QString &text)
{
    QString inner = text;
    return u'"' + inner.replace(u'"', u"\"\""_s) + u'"';
}

QString allTrigrams(const QString &pattern)
{
    const QList<qsizetype> places = characterPlaces(pattern);
    const qsizetype count = places.size() - 3;
    if (count < 1)
        return {};
    QStringList trigrams;
    const qsizetype taken = std::min(count, mostTrigrams);
    for (qsizetype i = 0; i < taken; ++i) {
        // Spread, with the first and the last: these hold the marks.
        const qsizetype from = taken == 1 ? 0 : i * (count - 1) / (taken - 1);
        trigrams += quoted(pattern.mid(places.at(from), places.at(from + 3) - places.at(from)));
    }
    trigrams.removeDuplicates();
    return u'(' + trigrams.join(" AND "_L1) + u')';
}

/// The text between marks as it may stand in a document. A colon in it may be the one between a local part and a server's name, where the
/// document has the mark of an identifier, or any other.
QStringList Query::variants(QChar before, QChar behind) const
{
    QStringList patterns;
    const auto marked = [&](const QString &text) {
        QString pattern = text;
        if (!before.isNull())
            pattern.prepend(before);
        if (!behind.isNull())
            pattern.append(behind);
        return pattern;
    };
    const QString plain = normalised(m_folded);
    patterns += marked(plain);
    if (const qsizetype colon = m_folded.indexOf(u':'); colon >= 0) {
        QString other = plain;
        other[colon] = Mark::id;
        patterns += marked(other);
    }
    return patterns;
}

QStringList Query::beginnings(Rank rank) const
{
    QStringList all;
    if (rank == Rank::Prefix && m_length == 1)
        all = variants(Mark::id, {}) + (m_isUser ? QStringList() : variants(Mark::name, {}));
    else if (rank == Rank::Anywhere && (m_length == 1 || m_length == 2))
        all = variants({}, {});
    return all;
}

QString Query::expression(Rank rank, const QString &serverToken) const
{
    QStringList any;
    const auto add = [&](QChar before, QChar behind) {
        for (const QString &pattern : variants(before, behind))
            any += allTrigrams(pattern);
    };
    const auto addKey = [&](qsizetype offset) {
        QStringList groups = keyGroups(m_key, offset);
        for (QString &group : groups)
            group = quoted(group);
        any += groups.isEmpty() ? QString() : u'(' + groups.join(" AND "_L1) + u')';
    };
    switch (rank) {
    case Rank::Exact:
        add(Mark::id, Mark::id);
        break;
    case Rank::Prefix:
        add(Mark::id, {});
        if (!m_isUser)
            add(Mark::name, {});
        break;
    case Rank::WordStart:
        if (!m_isUser)
            add(Mark::separator, {});
        break;
    case Rank::Anywhere:
        if (!m_isUser)
            add({}, {});
        break;
    case Rank::ExactKey:
    case Rank::KeyPrefix:
        if (!m_key.isEmpty())
            addKey(0);
        break;
    case Rank::KeyPart:
        for (qsizetype offset = 0; m_key.size() >= shortestKeyPart && offset < keyStep; ++offset)
            addKey(offset);
        break;
    }
    any.removeAll(QString());
    any.removeDuplicates();
    QString whole = any.join(" OR "_L1);
    if (!whole.isEmpty() && !serverToken.isEmpty() && !isOfKeys(rank))
        whole = u"%1 AND (%2)"_s.arg(quoted(serverToken), whole);
    return whole;
}

} // namespace Lockstep::Search
