// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/apiwords.h"
#include "search/index.h"

#include <QStringList>

/// Lists and what a search finds in them, as text.
namespace Lockstep::Test {

using namespace Qt::StringLiterals;

/// "@bob:remote.example | PHONE = Bob's phone = ed25519 key = curve25519 key | PC": a user and the devices, each with what there is of it.
inline Inspection::ListTexts listOf(const QString &line)
{
    const QStringList parts = line.split(u" | "_s);
    Inspection::ListTexts texts{.user = UserId(parts.constFirst().trimmed())};
    for (const QString &part : parts.mid(1)) {
        const QStringList device = part.split(u" = "_s);
        texts.devices.append({.deviceId = DeviceId(device.value(0).trimmed()),
            .displayName = device.value(1),
            .ed25519 = device.value(2),
            .curve25519 = device.value(3).trimmed()});
    }
    return texts;
}

inline QList<Inspection::ListTexts> listsOf(const QString &lines)
{
    QList<Inspection::ListTexts> all;
    const QStringList each = lines.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : each)
        all.append(listOf(line.trimmed()));
    return all;
}

/// "device_id PHONE BOB[PHO]NE".
inline QString line(const Inspection::Match &match)
{
    QString marked = match.text;
    marked.insert(match.at + match.length, u']');
    marked.insert(match.at, u'[');
    return toApiName(match.field) + u' ' + (match.deviceId.isEmpty() ? QString() : match.deviceId.toString() + u' ') + marked;
}

/// "@bob:remote.example device_id PHONE [PHO]NE": with the best match.
inline QString line(const UserId &user, const QList<Inspection::Match> &matches)
{
    return user.toString() + (matches.isEmpty() ? QString() : u' ' + line(matches.constFirst()));
}

/// All hits, in pages of \a limit.
inline QStringList found(const Search::Index &index, const QString &text, const QString &server = {}, int limit = 100)
{
    QStringList lines;
    QString after;
    for (int pages = 0; pages < 10'000; ++pages) {
        const auto hits = index.find(Search::Query(text, ServerName(server)), after, limit);
        if (!hits)
            return {u"error: "_s + hits.error().text};
        if (hits->hits.size() > limit)
            return {u"too many"_s};
        for (const auto &hit : hits->hits)
            lines += line(hit.user, hit.matches);
        if (hits->next.isEmpty())
            return lines;
        after = hits->next;
    }
    return {u"endless"_s};
}

} // namespace Lockstep::Test
