// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logtrust.h"

#include "synapse/log/logdecoration.h"

#include <QDataStream>
#include <QHashFunctions>

#include <algorithm>

namespace Lockstep::Synapse {

namespace {

constexpr size_t maxRequests = 16'384;
constexpr size_t savedRequests = 64;
/// A transaction has at most 100 EDUs of 64 KiB, and a line that says anything has some 60 bytes.
constexpr size_t maxLines = 120'000;

quint64 number(std::string_view text)
{
    return qHashBits(text.data(), text.size(), 0x5eed);
}

std::string_view trimmed(std::string_view line)
{
    line = withoutDecoration(line); // as it is read
    return line.substr(0, line.find_last_not_of("\r\n ") + 1);
}

} // namespace

QByteArray LogTrust::save() const
{
    QByteArray saved;
    QDataStream out(&saved, QDataStream::WriteOnly);
    out << m_tells;
    const size_t first = m_order.size() > savedRequests ? m_order.size() - savedRequests : 0;
    for (size_t i = first; i < m_order.size(); ++i) {
        out << m_order[i];
        for (const quint64 server : m_senders.at(m_order[i]))
            out << server;
    }
    return saved;
}

void LogTrust::restore(const QByteArray &saved)
{
    QDataStream in(saved);
    in >> m_tells;
    while (!in.atEnd()) {
        quint64 request = 0;
        Senders senders{};
        in >> request;
        for (quint64 &server : senders)
            in >> server;
        if (in.status() != QDataStream::Ok)
            return;
        for (auto server = senders.rbegin(); server != senders.rend(); ++server) {
            if (*server != 0)
                bind(request, *server);
        }
    }
}

void LogTrust::bind(quint64 request, quint64 server)
{
    const auto [known, isNew] = m_senders.try_emplace(request);
    if (isNew)
        m_order.push_back(request);
    Senders &senders = known->second;
    if (std::find(senders.begin(), senders.end(), server) == senders.end()) {
        std::rotate(senders.begin(), senders.end() - 1, senders.end());
        senders.front() = server;
    }
    if (m_order.size() > maxRequests) {
        m_senders.erase(m_order.front());
        m_order.pop_front();
    }
}

void LogTrust::tells(std::string_view request, std::string_view server)
{
    if (request.empty())
        return;
    m_tells = true;
    bind(number(request), number(server));
}

void LogTrust::assume(std::string_view request, std::string_view server)
{
    if (!request.empty() && !m_senders.contains(number(request)))
        bind(number(request), number(server));
}

bool LogTrust::mayTell(std::string_view request, std::string_view server, Need need) const
{
    const auto known = request.empty() ? m_senders.end() : m_senders.find(number(request));
    if (known == m_senders.end())
        return need == NotContradict || !m_tells;
    return std::find(known->second.begin(), known->second.end(), number(server)) != known->second.end();
}

void LogTrust::quarantine(const QString &id)
{
    if (!id.contains(u'\n'))
        return;
    const std::string text = id.toStdString();
    for (size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at)) {
        ++at;
        const quint64 line = number(trimmed(std::string_view(text).substr(at, text.find('\n', at) - at)));
        if (m_lines.insert(line).second)
            m_lineOrder.push_back(line);
        if (m_lineOrder.size() > maxLines) {
            m_lines.erase(m_lineOrder.front());
            m_lineOrder.pop_front();
        }
    }
}

bool LogTrust::isQuarantined(std::string_view line) const
{
    if (m_lines.empty())
        return false;
    line = trimmed(line);
    if (m_lines.contains(number(line)))
        return true;
    // The last one goes on with what stands behind the ID: ", " and the next one.
    int attempts = 0;
    for (size_t end = line.rfind(", "); end != std::string_view::npos && end > 0 && ++attempts <= 100; end = line.rfind(", ", end - 1)) {
        if (m_lines.contains(number(trimmed(line.substr(0, end)))))
            return true;
    }
    return false;
}

} // namespace Lockstep::Synapse
