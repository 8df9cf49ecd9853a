// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logtrust.h"

#include "logs/pastedtext.h"
#include "synapse/log/logmessage.h"
#include "synapse/log/logprefix.h"

#include <QDataStream>
#include <QRandomGenerator>

#include <sodium.h>

#include <algorithm>

namespace Lockstep::Synapse {

namespace {

constexpr size_t savedRequests = 64;
/// In the first byte of what is saved, beside whether the log tells: states before had numbers that another process could not make again.
constexpr quint8 withKey = 2;
/// A transaction has at most 100 EDUs of 64 KiB, and a line that says anything has some 60 bytes.
constexpr size_t maxLines = 120'000;

// What stands around a line says nothing of whose it is: Markdown's, a table's, syslog's, a list's.
constexpr std::string_view decoration = std::string_view(" \t|`\r\n,\0", 8);
constexpr std::string_view endsOfWords = " \t|=:>]";
/// Shorter lines say nothing.
constexpr size_t shortest = 12;
constexpr int mostBegins = 64;
// The 100 EDUs of a transaction, of 64 KiB each, hold no more of them.
constexpr size_t mostEnds = 4'000'000;

std::string_view withoutEnd(std::string_view line)
{
    for (;;) {
        line = line.substr(0, line.find_last_not_of(decoration) + 1);
        if (!line.ends_with("#000") && !line.ends_with("#012"))
            return line;
        line.remove_suffix(4);
    }
}

/// Where from \a at on something stands that is no decoration.
size_t beginFrom(std::string_view line, size_t at)
{
    return std::min(line.find_first_not_of(decoration, at), line.size());
}

/// A polynomial's value for each beginning of a text, so that those of its parts follow. Wraps around; that is enough against whoever does
/// not know the base.
std::vector<quint64> sumsOf(std::string_view text, quint64 base)
{
    std::vector<quint64> sums(text.size() + 1);
    for (size_t i = 0; i < text.size(); ++i)
        sums[i + 1] = sums[i] * base + quint64(uchar(text[i])) + 1;
    return sums;
}

quint64 power(quint64 base, size_t exponent)
{
    quint64 result = 1;
    for (; exponent > 0; exponent >>= 1, base *= base)
        result *= (exponent & 1) ? base : 1;
    return result;
}

} // namespace

LogTrust::LogTrust()
    : m_base(QRandomGenerator::global()->generate64() | 1)
{
    static_assert(sizeof m_key == crypto_shorthash_KEYBYTES);
    randombytes_buf(m_key.data(), m_key.size());
}

QByteArray LogTrust::save() const
{
    QByteArray saved;
    QDataStream out(&saved, QDataStream::WriteOnly);
    out << quint8(withKey | quint8(m_tells));
    out.writeRawData(reinterpret_cast<const char *>(m_key.data()), int(m_key.size()));
    for (const auto &[request, senders] : m_senders.newest(savedRequests)) {
        out << request;
        for (const quint64 server : senders)
            out << server;
    }
    return saved;
}

void LogTrust::restore(const QByteArray &saved)
{
    QDataStream in(saved);
    quint8 first = 0;
    in >> first;
    m_tells = first & 1;
    Key key{};
    if (!(first & withKey) || in.readRawData(reinterpret_cast<char *>(key.data()), int(key.size())) != int(key.size()))
        return;
    m_key = key;
    while (!in.atEnd()) {
        quint64 request = 0;
        RequestSenders::Senders senders{};
        in >> request;
        for (quint64 &server : senders)
            in >> server;
        if (in.status() != QDataStream::Ok)
            return;
        for (auto server = senders.rbegin(); server != senders.rend(); ++server) {
            if (*server != 0)
                m_senders.add(request, *server);
        }
    }
}

quint64 LogTrust::numberOf(std::string_view text) const
{
    quint64 number = 0;
    static_assert(sizeof number == crypto_shorthash_BYTES);
    crypto_shorthash(
        reinterpret_cast<unsigned char *>(&number), reinterpret_cast<const unsigned char *>(text.data()), text.size(), m_key.data());
    return number;
}

void LogTrust::tells(std::string_view request, std::string_view server)
{
    if (request.empty())
        return;
    m_tells = true;
    m_senders.add(numberOf(request), numberOf(server));
}

void LogTrust::assume(std::string_view request, std::string_view server)
{
    if (!request.empty() && !m_senders.find(numberOf(request)))
        m_senders.add(numberOf(request), numberOf(server));
}

bool LogTrust::mayTell(std::string_view request, std::string_view server, Need need) const
{
    const RequestSenders::Senders *known = request.empty() ? nullptr : m_senders.find(numberOf(request));
    if (!known)
        return need == NotContradict || !m_tells;
    return std::find(known->begin(), known->end(), numberOf(server)) != known->end();
}

void LogTrust::quarantine(const QString &id)
{
    // journald begins a new record of what comes by a pipe at NUL, too.
    constexpr std::string_view ends("\n\0", 2);
    if (!id.contains(u'\n') && !id.contains(QChar(u'\0')))
        return; // as nearly every one
    const std::string text = id.toStdString();
    for (size_t at = text.find_first_of(ends); at != std::string::npos; at = text.find_first_of(ends, at)) {
        ++at;
        const std::string_view line = std::string_view(text).substr(at, text.find_first_of(ends, at) - at);
        quarantineLine(line);
        if (const auto plain = Logs::withPlainBlanks(line)) // as a pasted log hands it out
            quarantineLine(*plain);
    }
}

void LogTrust::quarantineLine(std::string_view line)
{
    line = withoutEnd(line.substr(beginFrom(line, 0)));
    if (line.size() < shortest)
        return;
    const quint64 sum = sumsOf(line, m_base).back();
    m_lengths.set(line.size() % m_lengths.size());
    if (m_lines.insert(sum).second)
        m_lineOrder.push_back(sum);
    if (m_lineOrder.size() > maxLines) {
        m_lines.erase(m_lineOrder.front());
        m_lineOrder.pop_front();
    }
}

bool LogTrust::isQuarantined(std::string_view line) const
{
    if (m_lines.empty())
        return false;
    line = withoutEnd(line);
    // The last of an ID's lines goes on with what stands behind the ID: ", " and the next one.
    std::vector<size_t> ends{line.size()};
    for (size_t end = line.rfind(", "); end != std::string_view::npos && end > 0 && ends.size() <= mostEnds;
         end = line.rfind(", ", end - 1))
        ends.push_back(withoutEnd(line.substr(0, end)).size());
    // Behind Synapse's own words, or inside a message, it is not somebody's line: else one could have those of others refused.
    const size_t first = beginFrom(line, 0);
    const size_t last = std::max(first, std::min({maxPrefix, findOwnWord(line), findMessage(line.substr(0, maxPrefix + 64))}));
    std::vector<quint64> sums;
    int begins = 0;
    for (size_t begin = first; begin <= last && begin < line.size() && ++begins <= mostBegins;) {
        for (const size_t end : ends) {
            if (end < begin + shortest || !m_lengths.test((end - begin) % m_lengths.size()))
                continue;
            if (sums.empty())
                sums = sumsOf(line, m_base);
            if (m_lines.contains(sums[end] - sums[begin] * power(m_base, end - begin)))
                return true;
        }
        const size_t next = line.find_first_of(endsOfWords, begin);
        begin = next == std::string_view::npos ? line.size() : beginFrom(line, next + 1);
    }
    return false;
}

} // namespace Lockstep::Synapse
