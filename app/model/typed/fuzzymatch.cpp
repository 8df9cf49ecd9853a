// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/typed/fuzzymatch.h"

#include <QString>
#include <QStringList>

#include <algorithm>

namespace Lockstep {

namespace {
constexpr qsizetype maxText = 300;
constexpr qsizetype maxTyped = 100;
constexpr int atStart = 1000;
constexpr int atWord = 800;
constexpr int within = 500;
constexpr int scattered = 100; ///< and up to twice as much if every letter begins a word

bool beginsWord(QStringView text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber() || (text.at(at).isUpper() && text.at(at - 1).isLower());
}

int wordScore(QStringView word, QStringView text)
{
    int best = 0;
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0; at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        if (at == 0)
            return atStart;
        if (beginsWord(text, at))
            return atWord;
        best = within;
    }
    if (best > 0 || word.size() < 2)
        return best;
    // Letters in order: beginnings of words first, so that initials are found; then whatever comes.
    for (const bool onlyBeginnings : {true, false}) {
        qsizetype next = 0;
        for (qsizetype at = 0; at < text.size() && next < word.size(); ++at) {
            if (text.at(at).toCaseFolded() == word.at(next).toCaseFolded() && (!onlyBeginnings || beginsWord(text, at)))
                ++next;
        }
        if (next == word.size())
            return onlyBeginnings ? 2 * scattered : scattered;
    }
    return 0;
}
} // namespace

int fuzzyScore(QStringView typed, QStringView text)
{
    text = text.left(maxText);
    const QList<QStringView> words = typed.left(maxTyped).split(u' ', Qt::SkipEmptyParts);
    int sum = 0;
    for (const QStringView word : words) {
        const int score = wordScore(word, text);
        if (score == 0)
            return 0;
        sum += score;
    }
    if (words.isEmpty())
        return 1;
    return std::max(1, sum / int(words.size()) - int(text.size()) / 4);
}

} // namespace Lockstep
