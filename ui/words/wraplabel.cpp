// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/wraplabel.h"

#include <QTextDocument>
#include <QTextOption>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
/// A word is asked this much room for at most, in widths of a letter: as much as words of a language need.
constexpr int widestWord = 22;
} // namespace

WrapLabel::WrapLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFocusPolicy(Qt::ClickFocus);
}

/// A label whose text can be selected lays it out by a document below it, which QLabel lets wrap between words only and sets up anew with
/// every text, font and size. This has to follow that. Returns whether it laid the text out anew.
bool WrapLabel::wrapWithinWords() const
{
    auto *document = wordWrap() ? findChild<QTextDocument *>() : nullptr;
    if (!document || document->defaultTextOption().wrapMode() == QTextOption::WrapAtWordBoundaryOrAnywhere)
        return false;
    QTextOption option = document->defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document->setDefaultTextOption(option);
    return true;
}

int WrapLabel::heightForWidth(int width) const
{
    const int between = QLabel::heightForWidth(width); // sets the document up, if that is to be done
    return wrapWithinWords() ? QLabel::heightForWidth(width) : between;
}

QSize WrapLabel::minimumSizeHint() const
{
    if (!wordWrap())
        return QLabel::minimumSizeHint();
    const QFontMetrics metrics(font());
    const int most = widestWord * metrics.averageCharWidth();
    int widest = 0;
    const QString all = text();
    for (qsizetype from = 0; from < all.size() && widest < most;) {
        const qsizetype to = std::ranges::find_if(all.cbegin() + from, all.cend(), [](QChar c) { return c.isSpace(); }) - all.cbegin();
        widest = std::max(widest, metrics.horizontalAdvance(all.mid(from, std::min<qsizetype>(to - from, 4 * widestWord))));
        from = to + 1;
    }
    const QMargins around = contentsMargins();
    return {std::min(widest, most) + around.left() + around.right() + 2 * margin(), QLabel::minimumSizeHint().height()};
}

void WrapLabel::paintEvent(QPaintEvent *event)
{
    // To ask for the height lays the text out, and that asks for another painting: only if there is something new.
    if (m_text != text() || m_size != size() || m_font != font()) {
        m_text = text();
        m_size = size();
        m_font = font();
        std::ignore = QLabel::heightForWidth(width());
    }
    std::ignore = wrapWithinWords();
    QLabel::paintEvent(event);
}

} // namespace Lockstep
