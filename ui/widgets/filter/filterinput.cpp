// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/filter/filterinput.h"

#include "ui/words/filterwords.h"
#include "ui/words/presentation.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int shownRows = 10;
constexpr int frame = 4;
} // namespace

FilterInput::FilterInput(QLineEdit *edit, QList<FilterField> fields)
    : QObject(edit)
    , m_edit(edit)
    , m_fields(std::move(fields))
    , m_note(Presentation::plainLabel({}, edit->parentWidget()))
{
    m_note->setObjectName(edit->objectName() + u"-problem"_s);
    m_note->setWordWrap(true);
    m_note->hide();
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textEdited, this, [this] { offer(false); });
    // What is cleared, or set by a link, is nothing to complete.
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty() && m_popup)
            m_popup->hide();
    });
}

bool FilterInput::read(bool finished)
{
    const Filter filter = Filter::parse(m_edit->text(), m_fields);
    const bool isBeingTyped = filter.problem() && !finished && m_edit->hasFocus()
        && filter.problem()->at + filter.problem()->length >= m_edit->text().size() && filter.problem()->kind != FilterProblem::UnknownKey
        && filter.problem()->kind != FilterProblem::TooLong;
    m_problem = filter.problem() && !isBeingTyped ? FilterWords::problemText(*filter.problem(), m_fields) : QString();
    showNote();
    if (filter.problem() || filter == m_filter)
        return false;
    m_filter = filter;
    return true;
}

void FilterInput::setObjection(const QString &text)
{
    m_objection = text;
    showNote();
}

void FilterInput::showNote()
{
    const QString &text = m_problem.isEmpty() ? m_objection : m_problem;
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
    Presentation::setTone(m_note, Presentation::Tone::Critical);
    // A screen reader hears of it where the keyboard is.
    if (!m_isSaid)
        m_description = m_edit->accessibleDescription();
    m_isSaid = !text.isEmpty();
    const QString description = m_isSaid ? text : m_description;
    if (m_edit->accessibleDescription() != description)
        m_edit->setAccessibleDescription(description);
}

bool FilterInput::isChoosing() const
{
    return m_popup && m_popup->isVisible();
}

void FilterInput::offer(bool all)
{
    m_offered = filterCompletions(m_edit->text(), m_edit->cursorPosition(), m_fields, all);
    if (m_offered.isEmpty()) {
        if (m_popup)
            m_popup->hide();
        return;
    }
    // A child of the window and no window of its own: that could not be placed everywhere, nor leave the keyboard where it is.
    if (!m_popup || m_popup->window() != m_edit->window()) {
        delete m_popup;
        m_popup = new QListWidget(m_edit->window());
        m_popup->setObjectName(m_edit->objectName() + u"-completions"_s);
        m_popup->setAccessibleName(tr("What can be written here"));
        m_popup->setFocusPolicy(Qt::NoFocus);
        m_popup->setFrameShape(QFrame::StyledPanel);
        m_popup->setUniformItemSizes(true);
        m_popup->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        connect(m_popup, &QListWidget::itemClicked, this, [this] { take(m_popup->currentRow()); });
        connect(m_edit, &QObject::destroyed, m_popup, &QObject::deleteLater);
    }
    m_popup->clear();
    for (const FilterCompletion &one : std::as_const(m_offered)) {
        const QString meaning = one.isKey ? FilterWords::fieldText(m_fields.at(one.field).key) : QString();
        m_popup->addItem(meaning.isEmpty() ? one.text : one.text + u"   "_s + meaning);
    }
    m_popup->setCurrentRow(-1);
    m_edit->installEventFilter(this); // again: before those that came later and want Down for themselves
    const int rows = std::min(int(m_offered.size()), shownRows);
    const int width = m_popup->sizeHintForColumn(0) + 2 * frame + 8 + (m_offered.size() > shownRows ? 20 : 0);
    const QPoint below = m_edit->mapTo(m_edit->window(), QPoint(0, m_edit->height() + 1));
    m_popup->setGeometry(below.x(), below.y(), std::max(width, 160), rows * m_popup->sizeHintForRow(0) + 2 * frame);
    m_popup->show();
    m_popup->raise();
}

void FilterInput::setCurrent(int row)
{
    m_popup->setCurrentRow(row);
    QAccessibleEvent event(m_popup, QAccessible::Focus);
    event.setChild(row);
    QAccessible::updateAccessibility(&event);
}

void FilterInput::take(int row)
{
    if (row < 0 || row >= m_offered.size())
        return;
    const FilterCompletion chosen = m_offered.at(row);
    QString text = m_edit->text();
    const qsizetype cursor = chosen.at + chosen.text.size();
    text.replace(chosen.at, chosen.length, chosen.text);
    if (!chosen.isKey && cursor == text.size())
        text += u' ';
    m_edit->setText(text);
    m_edit->setCursorPosition(int(chosen.isKey ? cursor : std::min(cursor + 1, text.size())));
    m_popup->hide();
    if (chosen.isKey)
        offer(false); // its values
}

bool FilterInput::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (key == Qt::Key_Space && modifiers == Qt::ControlModifier) {
        offer(true);
        return true;
    }
    if (!isChoosing())
        return false;
    const int row = m_popup->currentRow();
    switch (key) {
    case Qt::Key_Down:
        setCurrent((row + 1) % m_popup->count());
        return true;
    case Qt::Key_Up:
        setCurrent(row <= 0 ? m_popup->count() - 1 : row - 1);
        return true;
    case Qt::Key_Tab:
        if (row >= 0)
            take(row);
        else
            m_popup->hide();
        return row >= 0;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (row >= 0)
            take(row);
        else
            m_popup->hide();
        return row >= 0; // otherwise it is the field's: the list is narrowed down
    case Qt::Key_Escape:
        m_popup->hide();
        return true;
    default:
        return false;
    }
}

bool FilterInput::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_edit) {
        if (event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            return handleKey(key->key(), key->modifiers());
        }
        // Escape and Tab would be taken for shortcuts and for the next widget before they come here as keys.
        if (event->type() == QEvent::ShortcutOverride && isChoosing()) {
            const int key = static_cast<QKeyEvent *>(event)->key();
            if (key == Qt::Key_Escape || key == Qt::Key_Tab || key == Qt::Key_Return || key == Qt::Key_Enter)
                event->accept();
        }
        if ((event->type() == QEvent::FocusOut || event->type() == QEvent::Hide) && m_popup)
            m_popup->hide();
    }
    return QObject::eventFilter(object, event);
}

} // namespace Lockstep
