// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/document.h"
#include "search/sqliteindex.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Search {

namespace {

/// Rows that one statement goes through: between two the clock is looked at. To begin one costs more than to go through long lists.
constexpr qint64 window = 1'000'000;
/// Documents that one statement gives.
constexpr int leastChunk = 20, mostChunk = 1'000;
/// Trigrams with one beginning that are asked for at once. ASCII has fewer.
constexpr int mostTerms = 300;
constexpr QStringView asciiOfDocuments = u"abcdefghijklmnopqrstuvwxyz0123456789\x01\x02\x04";

bool isAscii(QStringView text)
{
    return std::ranges::all_of(text, [](QChar character) { return character.unicode() < 0x80; });
}

} // namespace

/// One look for hits in the making.
struct SqliteIndex::Walk
{
    const Query &query;
    const QString serverToken;
    const qsizetype limit;
    Hits result = {};
    QElapsedTimer clock = {};
    qint64 last = 0; ///< the greatest number of a document
    bool isDamaged = false;

    bool isFull() const { return result.hits.size() >= limit; }
    void endHere(Rank rank, qint64 row) { result.next = QString::number(int(rank)) + u'.' + QString::number(row); }
};

Result<std::optional<qint64>> SqliteIndex::knownServer(const ServerName &server) const
{
    const auto found = m_reader.value(u"SELECT id FROM servers WHERE name = ?"_s, {server.toString()});
    if (!found)
        return failure(found.error());
    return found->isValid() ? std::optional(found->toLongLong()) : std::nullopt;
}

/// What to ask FTS5 for: every document with this rank is in one of the answers. One that is empty stands for all documents.
Result<QStringList> SqliteIndex::expressions(const Query &query, Rank rank, const QString &serverToken) const
{
    if (query.isEmpty())
        return rank == Rank::Anywhere ? QStringList(serverToken.isEmpty() ? QString() : quoted(serverToken)) : QStringList();
    const QStringList beginnings = query.beginnings(rank);
    if (beginnings.isEmpty()) {
        const QString one = query.expression(rank, serverToken);
        return one.isEmpty() ? QStringList() : QStringList(one);
    }
    QStringList terms;
    for (const QString &beginning : beginnings) {
        // One character alone is in nearly every document, or in hardly any.
        const bool isOne = beginning.toUcs4().size() == 1;
        if (isOne && isAscii(beginning))
            return QStringList(QString());
        QString from = beginning;
        if (isAscii(beginning)) {
            for (const QChar next : asciiOfDocuments)
                terms += quoted(beginning + next);
            from += QChar(0x80);
        }
        // Of other characters the index itself knows which there are. They are rare, so that it need not look at long lists for that.
        QString to = beginning + QString::fromUcs4(U"\U0010ffff", 1);
        const auto done = m_reader.each(u"SELECT term FROM terms WHERE term >= ? AND term <= ? LIMIT ?"_s, {from, to, mostTerms + 1},
            [&](const Sql::Row &row) { terms += quoted(row.text(0)); });
        if (!done)
            return failure(done.error());
    }
    if (terms.size() > mostTerms)
        return QStringList(QString());
    if (terms.isEmpty())
        return QStringList();
    const QString any = terms.join(" OR "_L1);
    return QStringList(serverToken.isEmpty() ? any : u"%1 AND (%2)"_s.arg(quoted(serverToken), any));
}

Result<void> SqliteIndex::walk(Walk &walk, Rank rank, qint64 from) const
{
    const auto asked = expressions(walk.query, rank, walk.serverToken);
    if (!asked)
        return failure(asked.error());
    if (asked->isEmpty())
        return {};
    const QString expression = asked->constFirst();
    const QString table = Query::isOfKeys(rank) ? u"keys"_s : u"parts"_s;
    const QString sql = expression.isEmpty()
        ? u"SELECT d.id, d.user, d.body FROM docs d WHERE d.id > ? AND d.id <= ? ORDER BY d.id LIMIT ?"_s
        : u"SELECT d.id, d.user, d.body FROM %1 f CROSS JOIN docs d ON d.id = f.rowid WHERE f.%1 MATCH ? AND f.rowid > ? AND f.rowid <= ?"
          " ORDER BY f.rowid LIMIT ?"_s.arg(table);
    int chunk = int(std::clamp<qsizetype>(walk.limit + 1, leastChunk, mostChunk));
    for (qint64 row = from; row < walk.last;) {
        const qint64 end = std::min(walk.last, row + window);
        int rows = 0;
        qint64 newest = row;
        QVariantList values{row, end, chunk};
        if (!expression.isEmpty())
            values.prepend(expression);
        const auto done = m_reader.each(sql, values, [&](const Sql::Row &found) {
            ++rows;
            if (walk.isFull())
                return; // they come again with the next page
            newest = found.integer(0);
            const auto texts = unpacked(UserId(found.text(1)), found.bytes(2));
            walk.isDamaged = walk.isDamaged || !texts;
            const auto match = texts ? walk.query.in(*texts) : std::nullopt;
            // Those with a better rank were found before.
            if (match && match->rank == rank)
                walk.result.hits.append({.user = texts->user, .matches = match->matches});
        });
        if (!done)
            return done;
        row = rows < chunk && !walk.isFull() ? end : newest;
        if (walk.isFull() || (walk.clock.hasExpired(budgetMs) && row < walk.last)) {
            walk.result.isPartial = !walk.isFull();
            walk.endHere(rank, row);
            return {};
        }
        chunk = std::min(chunk * 2, mostChunk);
    }
    return {};
}

Result<Index::Hits> SqliteIndex::find(const Query &query, const QString &after, int limit) const
{
    int rank = 0;
    qint64 row = 0;
    if (!after.isEmpty()) {
        bool isRank = false, isRow = false;
        rank = after.section(u'.', 0, 0).toInt(&isRank);
        row = after.section(u'.', 1).toLongLong(&isRow);
        if (!isRank || !isRow || rank < 0 || rank >= rankCount || row < 0)
            return failure(Error::BadInput, u"after is not a value that this list gave out; start again without it."_s);
    }
    QString token;
    if (!query.server().isEmpty()) {
        const auto number = knownServer(query.server());
        if (!number)
            return failure(number.error());
        if (!*number)
            return Hits();
        token = serverToken(**number);
    }
    Walk walk{.query = query, .serverToken = token, .limit = limit};
    walk.clock.start();
    const auto last = m_reader.value(u"SELECT max(id) FROM docs"_s);
    if (!last)
        return failure(last.error());
    walk.last = last->toLongLong();
    for (; rank < rankCount; ++rank, row = 0) {
        if (const auto done = this->walk(walk, Rank(rank), row); !done)
            return failure(done.error());
        if (walk.isDamaged)
            return failure(Error::BadAnswer, u"A row of the search index cannot be read."_s);
        if (!walk.result.next.isEmpty())
            break;
        if (walk.clock.hasExpired(budgetMs) && rank + 1 < rankCount) {
            walk.result.isPartial = true;
            walk.endHere(Rank(rank + 1), 0);
            break;
        }
    }
    return walk.result;
}

} // namespace Lockstep::Search
