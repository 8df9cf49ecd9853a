// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "synapse/log/logline.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

/// Six records of two chains, and how a format writes them: what tests of formats say.
namespace Lockstep::LogRecords {

using namespace Qt::StringLiterals;
using namespace History;

/// How much of a line's time its format tells.
enum Precision { Milliseconds, Hundredths, Seconds, TheFiles };

inline const qint64 first = QDateTime(QDate(2026, 11, 20), QTime(7, 8, 48, 930), QTimeZone::utc()).toMSecsSinceEpoch();
inline const qint64 fileTime = QDateTime(QDate(2026, 11, 21), QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch();

inline QByteArray quoted(const QByteArray &text)
{
    const QByteArray list = QJsonDocument(QJsonArray({QString::fromUtf8(text)})).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

inline QByteArray numbers(const QByteArray &text)
{
    QByteArray list = "[";
    for (const char byte : text)
        list += (list.size() > 1 ? "," : "") + QByteArray::number(uchar(byte));
    return list + "]";
}

struct Record
{
    qint64 at = 0;
    QByteArray level, message;
    int number = 0;
};

/// One line of a format. In it %D is the date, %T the time to the second, %m the milliseconds, %u the epoch in microseconds, %e in
/// seconds (%U with microseconds), %l the level, %r the request, %s the message; %L and %K are the default and Debian's line, each as it
/// is, as JSON string
/// ("%JL") or as a list of bytes ("%BL"); %S is the message as JSON string, %H the default line
/// in HTML.
inline QByteArray format(QByteArray text, const Record &record)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(record.at).toUTC();
    const QByteArray date = time.toString(u"yyyy-MM-dd"_s).toLatin1(), clock = time.toString(u"HH:mm:ss"_s).toLatin1(),
                     ms = time.toString(u"zzz"_s).toLatin1(), request = "PUT-" + QByteArray::number(14 + record.number);
    const QByteArray front = date + ' ' + clock + ',' + ms + " - synapse.handlers.device - 1593 - " + record.level + " - " + request;
    const QByteArray plain = front + " - " + record.message, debian = front + "- " + record.message;
    const QByteArray nixos = "synapse.handlers.device: [" + request + "] " + record.message;
    text.replace("%JL", quoted(plain + "\n")).replace("%JN", quoted(nixos)).replace("%BN", numbers(nixos)).replace("%BL", numbers(plain));
    text.replace("%JV", quoted(plain)).replace("%S", quoted(record.message));
    text.replace("%D", date).replace("%T", clock).replace("%m", ms);
    text.replace("%U", QByteArray::number(double(record.at) / 1000, 'f', 6));
    text.replace("%H", QString::fromUtf8(plain).toHtmlEscaped().replace(u'\'', u"&#39;"_s).toUtf8());
    text.replace("%u", QByteArray::number(record.at * 1000)).replace("%e", QByteArray::number(double(record.at) / 1000, 'f', 2));
    text.replace("%l", record.level).replace("%r", request);
    text.replace("%L", plain).replace("%K", debian).replace("%N", nixos).replace("%s", record.message);
    return text;
}

inline QList<Record> records()
{
    const QByteArray handling = "Handling update '@bob:remote.example'/'PHONE', ID: '";
    const QByteArray verdict = "Received device list update for @bob:remote.example, requiring resync: ";
    QList<Record> list;
    const auto add = [&](const QByteArray &level, const QByteArray &message) {
        const int number = int(list.size() / 2);
        list.append({.at = first + number * 1000 + (list.size() % 2) * 10, .level = level, .message = message, .number = number});
    };
    add("DEBUG", handling + "8', prev: ['7'] ");
    add("INFO", verdict + "False. Devices: PHONE");
    add("DEBUG", handling + "9', prev: ['8'] ");
    add("INFO", verdict + "False. Devices: PHONE");
    add("DEBUG", handling + "12', prev: ['11'] ");
    add("INFO", verdict + "True. Devices: PHONE");
    return list;
}

inline QString print(const Observation &what)
{
    if (const auto *handled = std::get_if<HandledUpdate>(&what))
        return u"%1 %2<-%3"_s.arg(handled->at).arg(handled->streamId.toString(), handled->prevIds.value(0).toString());
    if (const auto *verdict = std::get_if<BatchVerdict>(&what))
        return u"%1 %2 %3"_s.arg(verdict->at).arg(verdict->requiringResync ? u"resync"_s : u"applied"_s, verdict->devices);
    return u"something else"_s;
}

inline QString expected(Precision precision)
{
    QStringList lines;
    const QStringList words{u"8<-7"_s, u"applied PHONE"_s, u"9<-8"_s, u"applied PHONE"_s, u"12<-11"_s, u"resync PHONE"_s};
    const QList<Record> all = records();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const qint64 at = precision == Seconds ? all[i].at / 1000 * 1000 : precision == TheFiles ? fileTime : all[i].at;
        lines += u"%1 %2"_s.arg(at).arg(words[i]);
    }
    return lines.join(u'\n');
}

inline QString parse(
    Synapse::LogLineParser &parser, const QList<QByteArray> &lines, Logs::LineResult::Outcome outcome = Logs::LineResult::Read)
{
    QStringList printed;
    for (const QByteArray &line : lines) {
        std::vector<Observation> out;
        const auto result = parser.parse(std::string_view(line.constData(), size_t(line.size())), out);
        if (result.outcome != outcome)
            printed += u"outcome %1: %2"_s.arg(int(result.outcome)).arg(QString::fromUtf8(line));
        for (const Observation &what : out)
            printed += print(what);
    }
    return printed.join(u'\n');
}

} // namespace Lockstep::LogRecords
