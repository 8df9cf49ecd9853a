// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/outline.h"

#include "inspection/outlineformat.h"

#include <QCborStreamReader>

#include <limits>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;
using namespace OutlineFormat;

namespace {

/// Reads one element after the other; the first that is not as it should be is kept, and nothing is read after it.
class In
{
public:
    explicit In(const QByteArray &bytes)
        : m_reader(bytes)
    {
    }

    bool isGood() const { return m_wrong.isEmpty(); }
    void fail(const QString &what)
    {
        if (isGood())
            m_wrong = what;
    }
    const QString &wrong() const { return m_wrong; }

    qint64 integer(const char *what)
    {
        if (m_reader.isUnsignedInteger()) {
            const quint64 value = m_reader.toUnsignedInteger();
            if (value <= quint64(std::numeric_limits<qint64>::max()) && advance())
                return qint64(value);
        } else if (m_reader.isNegativeInteger()) {
            // -1 - x is said as x + 1, and 0 stands for 2^64.
            const quint64 magnitude = quint64(m_reader.toNegativeInteger());
            if (magnitude >= 1 && magnitude <= quint64(1) << 63 && advance())
                return qint64(0 - magnitude);
        }
        fail(u"%1 is not a number"_s.arg(QLatin1StringView(what)));
        return 0;
    }
    quint64 natural(const char *what, quint64 most)
    {
        if (m_reader.isUnsignedInteger()) {
            const quint64 value = m_reader.toUnsignedInteger();
            if (value <= most && advance())
                return value;
        }
        fail(u"%1 is not a number that can be there"_s.arg(QLatin1StringView(what)));
        return 0;
    }
    QString text(const char *what)
    {
        if (!m_reader.isString()) {
            fail(u"%1 is not text"_s.arg(QLatin1StringView(what)));
            return {};
        }
        QString whole;
        auto part = m_reader.readString();
        while (part.status == QCborStreamReader::Ok) {
            whole += part.data;
            part = m_reader.readString();
        }
        if (part.status == QCborStreamReader::Error)
            fail(u"%1 is cut off or is not UTF-8"_s.arg(QLatin1StringView(what)));
        return whole.isNull() ? u""_s : whole;
    }
    bool isText() const { return m_reader.isString(); }
    bool takeNull() { return m_reader.isNull() && advance(); }
    void skip()
    {
        constexpr int deepest = 16;
        if (!m_reader.next(deepest))
            fail(u"a member that is not known is cut off"_s);
    }

    bool enter(bool isRight, const char *what)
    {
        if (isGood() && isRight && m_reader.isContainer() && m_reader.enterContainer())
            return true;
        fail(u"%1 is not there in the form that it has to have"_s.arg(QLatin1StringView(what)));
        return false;
    }
    bool enterMap(const char *what) { return enter(m_reader.isMap(), what); }
    bool enterArray(const char *what) { return enter(m_reader.isArray(), what); }
    bool hasNext()
    {
        if (!isGood())
            return false;
        if (m_reader.lastError() != QCborError::NoError) {
            fail(u"it is cut off or is no CBOR"_s);
            return false;
        }
        return m_reader.hasNext();
    }
    void leave()
    {
        if (isGood() && !m_reader.leaveContainer())
            fail(u"a list is longer than it says, or is cut off"_s);
    }

private:
    bool advance() { return m_reader.next() || m_reader.lastError() == QCborError::NoError; }

    QCborStreamReader m_reader;
    QString m_wrong;
};

struct Tables
{
    QStringList devices;
    QStringList names;
    QStringList details;
    QList<quint64> contents;
};

template <typename T>
T at(const QList<T> &table, quint64 place)
{
    return place == 0 ? T() : table[qsizetype(place - 1)];
}

/// A table has no more than one value for each row.
template <typename T, typename Read>
void readTable(In &in, const char *what, QList<T> &table, const Read &read)
{
    if (!in.enterArray(what))
        return;
    while (in.hasNext()) {
        if (table.size() >= Outline::maxLimit)
            return in.fail(u"%1 has too many values"_s.arg(QLatin1StringView(what)));
        table.append(read());
    }
    in.leave();
}

void readState(In &in, DeviceListUpdate &update)
{
    constexpr quint64 most = sourcesFactor * 256 - 1;
    const quint64 state = in.natural("a row's state", most);
    const quint64 kind = state % verdictFactor;
    const quint64 verdict = state / verdictFactor % verdictFactor;
    const quint64 flags = state / flagsFactor % 16;
    if (kind > quint64(UpdateKind::Head))
        in.fail(u"a row is of a kind that is not known here; a newer Lockstep may know it"_s);
    update.kind = UpdateKind(kind);
    update.verdict = verdict <= quint64(Verdict::Ignored) ? Verdict(verdict) : Verdict::Unknown;
    update.deleted = flags & Deleted;
    update.contentKnown = flags & ContentKnown;
    if (flags & VerifiedKnown)
        update.verified = bool(flags & Verified);
    update.sources = UpdateSources::fromInt(quint8(state / sourcesFactor));
}

UpdateOutline readRow(In &in, const Tables &tables, Previous &last, bool first)
{
    UpdateOutline row;
    DeviceListUpdate &update = row.update;
    if (!in.enterArray("a row"))
        return row;
    const qint64 n = in.integer("a row's n");
    if (!first && (n < 1 || n >= last.n))
        in.fail(u"the numbers of updates do not fall"_s);
    update.n = first ? n : last.n - n;
    if (update.n < 1)
        in.fail(u"an update has no number"_s);
    const qint64 received = in.integer("a row's time");
    update.received = first ? received : difference(last.received, received);
    readState(in, update);
    update.breaks = Breaks::fromInt(quint32(in.natural("a row's breaks", std::numeric_limits<quint16>::max())));
    bool isInteger = false;
    if (in.isText()) {
        update.streamId = StreamId(in.text("a stream_id"));
    } else if (!in.takeNull()) {
        last.stream = difference(last.stream, in.integer("a stream_id"));
        update.streamId = StreamId(last.stream);
        isInteger = true;
    }
    const QString device = at(tables.devices, in.natural("a row's device", quint64(tables.devices.size())));
    update.deviceId = DeviceId(device);
    update.displayName = at(tables.names, in.natural("a row's name", quint64(tables.names.size())));
    update.detail = at(tables.details, in.natural("a row's detail", quint64(tables.details.size())));
    row.contentHash = at(tables.contents, in.natural("a row's content", quint64(tables.contents.size())));
    while (in.hasNext()) {
        if (update.prevIds.size() >= UpdateOutline::mostPrevIds) {
            in.fail(u"a row has more than %1 prev_ids"_s.arg(UpdateOutline::mostPrevIds));
            break;
        }
        if (in.isText())
            update.prevIds.append(StreamId(in.text("a prev_id")));
        else if (isInteger)
            update.prevIds.append(StreamId(difference(last.stream, in.integer("a prev_id"))));
        else
            in.fail(u"a prev_id is a number where the row's stream_id is none"_s);
    }
    in.leave();
    last.n = update.n;
    last.received = update.received;
    return row;
}

void readRows(In &in, const Tables &tables, QList<UpdateOutline> &rows)
{
    if (!in.enterArray("rows"))
        return;
    Previous last;
    while (in.hasNext()) {
        if (rows.size() >= Outline::maxLimit)
            return in.fail(u"there are more than %1 rows"_s.arg(Outline::maxLimit));
        rows.append(readRow(in, tables, last, rows.isEmpty()));
    }
    in.leave();
}

void readPages(In &in, Outline &outline)
{
    constexpr qsizetype longest = 256;
    readTable(in, "pages", outline.pages, [&] {
        std::pair<qint64, QString> page;
        if (!in.enterArray("a page"))
            return page;
        page.first = in.integer("a page's n");
        page.second = in.text("a page's place");
        in.leave();
        if (page.second.size() > longest || page.first < 1 || (!outline.pages.isEmpty() && page.first >= outline.pages.constLast().first))
            in.fail(u"its pages are out of order"_s);
        return page;
    });
}

} // namespace

Result<Outline> fromCbor(const QByteArray &bytes)
{
    In in(bytes);
    Outline outline;
    Tables tables;
    bool hasRows = false;
    if (in.enterMap("the outline")) {
        while (in.hasNext()) {
            const QString name = in.text("a member's name");
            if (!in.isGood())
                break;
            if (hasRows)
                in.fail(u"something follows its rows"_s);
            else if (name == "next"_L1)
                outline.next = qint64(in.natural("next", quint64(std::numeric_limits<qint64>::max())));
            else if (name == "kept_first"_L1)
                outline.kept.first = qint64(in.natural("kept_first", quint64(std::numeric_limits<qint64>::max())));
            else if (name == "kept_until"_L1)
                outline.kept.until = in.integer("kept_until");
            else if (name == "pages"_L1)
                readPages(in, outline);
            else if (name == "devices"_L1)
                readTable(in, "devices", tables.devices, [&] { return in.text("a device"); });
            else if (name == "names"_L1)
                readTable(in, "names", tables.names, [&] { return in.text("a name"); });
            else if (name == "details"_L1)
                readTable(in, "details", tables.details, [&] { return in.text("a detail"); });
            else if (name == "contents"_L1)
                readTable(in, "contents", tables.contents, [&] { return in.natural("a content", std::numeric_limits<quint64>::max()); });
            else if (name == "rows"_L1) {
                hasRows = true;
                readRows(in, tables, outline.rows);
            } else
                in.skip();
        }
        in.leave();
    }
    if (!hasRows)
        in.fail(u"it has no rows"_s);
    if (outline.next > 0 && (outline.rows.isEmpty() || outline.next > outline.rows.constLast().update.n))
        in.fail(u"its next block is not older than it"_s);
    if (!in.isGood())
        return failure(Error::BadAnswer, u"The gateway's outline of the history makes no sense: %1."_s.arg(in.wrong()));
    return outline;
}

} // namespace Lockstep::Inspection
