// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/searched.h"

#include <QStringList>

#include <optional>

/// How texts are indexed. A user's texts are one document for SQLite's trigram tokenizer: each between marks of its kind, case folded, and
/// what is between words one and the same character. So not only any part of a text is a row of trigrams, but so are its beginning (with
/// the mark before it), the beginning of a word, and the whole of it. Keys are indexed by some of their groups of four characters.
namespace Lockstep::Search {

namespace Mark {
inline constexpr QChar separator = u'\x01'; ///< between words
inline constexpr QChar id = u'\x02'; ///< before and behind an identifier: a local part, a server's name, a device ID
inline constexpr QChar name = u'\x04'; ///< before and behind a display name
inline constexpr QChar server = u'\x06'; ///< before a server's number
} // namespace Mark

/// Without case, unit by unit, so that places in both are the same. Lone surrogates become U+FFFD.
QString folded(QStringView text);
/// Whether nothing of a word is at this place.
bool isSeparator(QStringView text, qsizetype at);
/// Of a folded text: all that is between words the same character.
QString normalised(QString foldedText);

/// At most this many UTF-16 units of one text are indexed. Identifiers and names that homeservers accept are shorter, but for hostile ones.
inline constexpr qsizetype longestText = 255;

/// As much of the texts as is indexed. isCut where that is not all.
Inspection::ListTexts bounded(Inspection::ListTexts texts);
/// As it is kept, some 60 bytes a device beside its names, and back. Nothing for bytes that are none.
QByteArray packed(const Inspection::ListTexts &texts);
std::optional<Inspection::ListTexts> unpacked(const UserId &user, const QByteArray &bytes);

/// What stands for a server in documents and questions.
QString serverToken(qint64 number);
/// The document of bounded texts.
QString documentOf(const Inspection::ListTexts &texts, qint64 serverNumber);

/// Keys are asked for by their beginning, from four characters on, or by any part of this length: it holds a whole group that is indexed,
/// wherever it begins. Shorter parts are in many keys by chance.
inline constexpr qsizetype keyGroup = 4, keyStep = 8, shortestKeyPart = keyGroup + keyStep - 1;
/// The indexed groups of a key from \a offset on, in lower case.
QStringList keyGroups(QStringView key, qsizetype offset = 0);
/// Of all keys of bounded texts, with spaces between.
QString keyDocumentOf(const Inspection::ListTexts &texts);

} // namespace Lockstep::Search
