// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <optional>

/// Numbers in few bytes: seven bits in each, the least first.
namespace Lockstep::Series {

class Packer
{
public:
    void number(quint64 value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes += char((value & 0x7f) | 0x80);
        m_bytes += char(value);
    }
    /// Small ones of either sign stay small.
    void difference(qint64 value) { number((quint64(value) << 1) ^ quint64(value >> 63)); }
    QByteArray bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

/// Reads what a Packer wrote. What is cut off or no number gives nothing, from there on.
class Unpacker
{
public:
    explicit Unpacker(const QByteArray &bytes)
        : m_at(bytes.cbegin())
        , m_end(bytes.cend())
    {
    }
    bool atEnd() const { return m_at == m_end; }
    std::optional<quint64> number()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 64 && m_at != m_end; shift += 7) {
            const quint64 byte = quint8(*m_at++);
            value |= (byte & 0x7f) << shift;
            if (byte < 0x80)
                return value;
        }
        m_at = m_end;
        return {};
    }
    std::optional<qint64> difference()
    {
        const auto value = number();
        return value ? std::optional(qint64(*value >> 1) ^ -qint64(*value & 1)) : std::nullopt;
    }

private:
    QByteArray::const_iterator m_at, m_end;
};

} // namespace Lockstep::Series
