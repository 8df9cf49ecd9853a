// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QJsonValue>

#include <string_view>

namespace Lockstep::Synapse {

/// Reads Python literals as repr() writes them, from UTF-8: str, int, float, True, False, None, list, tuple, dict with str keys.
/// Bytes literals, sets and expressions are refused. Integers beyond 64 bits become strings of digits, so that no digit is lost.
/// A lone surrogate (\ud800) is kept as the UTF-16 unit it is.
class PythonLiteral
{
public:
    static constexpr int maxDepth = 100;

    explicit PythonLiteral(std::string_view text)
        : m_text(text)
    {
    }

    /// Each reads one literal at the current position and goes on behind it. Errors are BadAnswer.
    Result<QJsonValue> value();
    Result<QString> string();
    /// A string or a number, as text.
    Result<QString> text();
    /// A list of such.
    Result<QStringList> texts();
    /// The same, each handed to \a take. False if it is no such list; some may have been handed out then.
    template <typename Take>
    bool eachText(Take take)
    {
        if (!skip("["))
            return false;
        for (bool isFirst = true; !skip("]"); isFirst = false) {
            QString text;
            if ((!isFirst && !skip(", ")) || !readText(text))
                return false;
            take(std::move(text));
        }
        return true;
    }

    /// Goes on behind \a token if it is next.
    bool skip(std::string_view token);
    std::string_view rest() const { return m_text.substr(m_pos); }
    size_t position() const { return m_pos; }

private:
    bool readValue(QJsonValue &out, int depth);
    bool readString(QString &out);
    bool readText(QString &out);
    bool readEscape(QString &out);
    bool readNumber(QJsonValue &out);
    bool readList(QJsonValue &out, char close, int depth);
    bool readDict(QJsonValue &out, int depth);
    void skipSpace();
    tl::unexpected<Error> problem() const;

    std::string_view m_text;
    size_t m_pos = 0;
};

} // namespace Lockstep::Synapse
