// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/linelist.h"

#include "ui/words/presentation.h"
#include "ui/words/wraplabel.h"

#include <QHBoxLayout>
#include <QHash>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr qsizetype longestName = 300;

/// Wrapped text that is laid out once for each width: a label does it several times for its hints alone, which dozens of lines feel.
class WrappedText : public WrapLabel
{
public:
    using WrapLabel::WrapLabel;
    // Remote text may hold a long word, which must not widen the window.
    QSize minimumSizeHint() const override { return {60, fontMetrics().height()}; }
    QSize sizeHint() const override { return {240, fontMetrics().height()}; }
    int heightForWidth(int width) const override
    {
        if (m_text != text() || m_font != font()) {
            m_heights.clear();
            m_text = text();
            m_font = font();
        }
        const auto known = m_heights.constFind(width);
        return known != m_heights.cend() ? *known : *m_heights.insert(width, WrapLabel::heightForWidth(width));
    }

private:
    mutable QHash<int, int> m_heights; ///< by width
    mutable QString m_text; ///< for which they are, as the following
    mutable QFont m_font;
};

/// Whether the one can take the place of the other by its text alone.
bool isAlike(const LineList::Line &a, const LineList::Line &b)
{
    return a.link == b.link && a.page == b.page && a.arguments == b.arguments && a.isQuiet == b.isQuiet;
}

} // namespace

void LineList::setLines(const QList<Line> &lines)
{
    bool isSame = lines.size() == m_rows.size();
    for (qsizetype i = 0; isSame && i < lines.size(); ++i)
        isSame = isAlike(m_rows.at(i).line, lines.at(i));
    if (!isSame)
        return rebuild(lines);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (m_rows.at(i).line.text != lines.at(i).text)
            say(m_rows[i], lines.at(i));
    }
}

void LineList::say(Row &row, const Line &line)
{
    row.line = line;
    row.label->setText(line.text);
    if (row.button)
        row.button->setAccessibleName(line.link + u": "_s + line.text.left(longestName));
}

void LineList::rebuild(const QList<Line> &lines)
{
    for (const Row &row : std::as_const(m_rows)) {
        for (QWidget *part : {static_cast<QWidget *>(row.label), static_cast<QWidget *>(row.button)}) {
            if (!part)
                continue;
            part->hide();
            part->deleteLater();
        }
    }
    m_rows.clear();
    delete layout();
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(2);
    for (const Line &line : lines) {
        Row made{.line = line, .label = new WrappedText(this)};
        if (line.isQuiet)
            Presentation::setQuiet(made.label);
        auto *row = new QHBoxLayout;
        row->setSpacing(6);
        row->addWidget(made.label, 1);
        if (!line.link.isEmpty()) {
            made.button = new QPushButton(QString(line.link).replace(u'&', u"&&"_s), this);
            made.button->setAutoDefault(false);
            connect(made.button, &QPushButton::clicked, this,
                [this, page = line.page, with = line.arguments] { Q_EMIT openRequested(page, with); });
            row->addWidget(made.button, 0, Qt::AlignTop);
        }
        say(made, line);
        whole->addLayout(row);
        m_rows.append(made);
    }
}

} // namespace Lockstep
