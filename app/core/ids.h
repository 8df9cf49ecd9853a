// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QMetaType>
#include <QString>

#include <compare>
#include <optional>

namespace Lockstep {

/// Compares as Matrix and PostgreSQL's "C" collation do: by Unicode code point, which is the order of the UTF-8
/// bytes. QString::compare orders by UTF-16 unit and differs for characters outside the BMP.
std::strong_ordering compareByCodePoint(QStringView a, QStringView b);

/// An identifier of its own type, so that a device ID cannot be passed where a user ID is meant.
/// The text is kept exactly as it was received; nothing is normalised. Equality is by code unit.
template <typename Tag>
class Id
{
public:
    Id() = default;
    explicit Id(QString text)
        : m_text(std::move(text))
    {
    }

    const QString &toString() const { return m_text; }
    bool isEmpty() const { return m_text.isEmpty(); }

    friend bool operator==(const Id &a, const Id &b) { return a.m_text == b.m_text; }
    friend std::strong_ordering operator<=>(const Id &a, const Id &b) { return compareByCodePoint(a.m_text, b.m_text); }
    friend size_t qHash(const Id &id, size_t seed = 0) { return ::qHash(id.m_text, seed); }

private:
    QString m_text;
};

/// A device ID is opaque: no grammar, no length (specification, "Device IDs").
using DeviceId = Id<struct DeviceIdTag>;

/// hostname[:port], case-sensitive as an identifier (specification, appendices, "Server Name").
class ServerName : public Id<struct ServerNameTag>
{
public:
    using Id::Id;
    /// Whether the text follows the grammar of server names.
    bool isValid() const;
};

/// \@localpart:server, at most 255 bytes of UTF-8 (specification, appendices, "User Identifiers").
class UserId : public Id<struct UserIdTag>
{
public:
    using Id::Id;
    /// Whether the text is a user ID, historical ones included: sigil, a colon, a valid server name,
    /// at most 255 bytes, no NUL, no lone surrogate.
    bool isValid() const;
    /// Whether the localpart is non-empty and within U+0021 to U+007E. A receiver drops device list updates
    /// of users that are not compliant.
    bool isCompliant() const;
    /// What follows the first colon; empty if there is none.
    ServerName server() const;
    QString localpart() const;
};

/// A \c stream_id as text. Synapse stores text, the specification says integer up to 2^53-1, and some servers send
/// the same placeholder for ever, so it is opaque: an order exists only where both sides are integers.
class StreamId : public Id<struct StreamIdTag>
{
public:
    using Id::Id;
    explicit StreamId(qint64 number)
        : Id(QString::number(number))
    {
    }
    /// The value, if the text is a canonical decimal integer that fits 64 bits ("007" and "+7" do not count).
    std::optional<qint64> toInteger() const;
    /// unordered unless both are integers or the texts are equal.
    static std::partial_ordering compare(const StreamId &a, const StreamId &b);
};

/// Percent-encodes every byte outside RFC 3986 "unreserved", for one path segment.
QByteArray encodePathSegment(const QString &text);

} // namespace Lockstep

Q_DECLARE_METATYPE(Lockstep::UserId)
Q_DECLARE_METATYPE(Lockstep::DeviceId)
Q_DECLARE_METATYPE(Lockstep::ServerName)
Q_DECLARE_METATYPE(Lockstep::StreamId)
