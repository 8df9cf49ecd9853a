// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/palette/commandpalette.h"

#include "session/settings.h"
#include "ui/shell/palette/palettedelegate.h"
#include "ui/shell/palette/palettefinder.h"
#include "ui/widgets/flatbutton.h"
#include "ui/words/presentation.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int widest = 640;
constexpr int shownRows = 12;
constexpr int fromTop = 36;
const QString recentSetting = u"palette/recent"_s;
} // namespace

CommandPalette::CommandPalette(Settings *settings, QWidget *window)
    : QFrame(window)
    , m_settings(settings)
    , m_model(new PaletteModel(this))
    , m_finder(new PaletteFinder(this))
    , m_field(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_note(Presentation::plainLabel({}, this))
{
    setObjectName(u"commandPalette"_s);
    setAccessibleName(tr("Command palette"));
    setFrameStyle(QFrame::StyledPanel | QFrame::Raised);
    setAutoFillBackground(true);
    hide();
    m_field->setObjectName(u"paletteField"_s);
    m_field->setPlaceholderText(tr("What to do or where to go: a few letters of it"));
    m_field->setAccessibleName(tr("Command, page, user or server"));
    makeSearchField(m_field);
    m_field->installEventFilter(this);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("What was found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus); // the keyboard stays in the field
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFrameShape(QFrame::NoFrame);
    Presentation::setQuiet(m_note);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 6);
    layout->setSpacing(6);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    layout->addWidget(m_note);

    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setTyped(text);
        m_finder->ask(text);
        setCurrent(0);
        showState();
    });
    connect(m_finder, &PaletteFinder::found, this, [this](const QList<PaletteEntry> &entries) {
        // What was chosen by then stays chosen.
        const int row = m_list->currentIndex().row();
        const QString chosen = row > 0 ? m_model->at(row).title : QString();
        m_model->setFound(entries);
        int now = 0;
        for (int i = 0; i < m_model->rowCount() && !chosen.isEmpty(); ++i) {
            if (m_model->at(i).title == chosen)
                now = i;
        }
        setCurrent(now);
        showState();
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        setCurrent(index.row());
        choose();
    });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        if (isVisible() && now && now != m_field && !isAncestorOf(now))
            close();
    });
    window->installEventFilter(this);
}

void CommandPalette::open(const QList<PaletteEntry> &entries)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    m_model->setRecent(m_settings->uiValue(recentSetting).toStringList().mid(0, PaletteModel::maxRecent));
    m_model->setEntries(entries);
    m_field->clear();
    m_model->setTyped({});
    place();
    qApp->installEventFilter(this); // for clicks elsewhere
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
    setCurrent(0);
    showState();
}

void CommandPalette::close()
{
    if (!isVisible())
        return;
    m_finder->ask({});
    qApp->removeEventFilter(this);
    const bool hadFocus = m_field->hasFocus();
    hide();
    if (m_before && hadFocus)
        m_before->setFocus(Qt::OtherFocusReason);
    Q_EMIT closed();
}

void CommandPalette::place()
{
    const QSize room = parentWidget()->size();
    const int rows = std::clamp(m_model->rowCount(), 1, shownRows);
    const int width = std::min(widest, room.width() - 16);
    const int rowHeight = std::max(fontMetrics().height(), 16) + 12;
    m_list->setFixedHeight(std::min(rows * rowHeight, std::max(3 * rowHeight, room.height() - 160)));
    setFixedWidth(width);
    adjustSize();
    QWidget::move((room.width() - width) / 2, fromTop);
}

void CommandPalette::move(int step)
{
    const int rows = m_model->rowCount();
    if (rows == 0)
        return;
    const int row = m_list->currentIndex().row();
    // One step leads round, a page does not.
    setCurrent(std::abs(step) == 1 ? (row + step + rows) % rows : std::clamp(row + step, 0, rows - 1));
}

void CommandPalette::setCurrent(int row)
{
    const QModelIndex index = m_model->index(row, 0);
    m_list->setCurrentIndex(index);
    if (!index.isValid())
        return;
    m_list->scrollTo(index);
    // The focus is in the field: a screen reader is told what Enter would do.
    QAccessibleEvent event(m_list, QAccessible::Focus);
    event.setChild(row);
    QAccessible::updateAccessibility(&event);
}

void CommandPalette::choose()
{
    const int row = m_list->currentIndex().row();
    if (row < 0)
        return;
    const PaletteEntry entry = m_model->at(row);
    m_model->use(entry.id);
    m_settings->setUiValue(recentSetting, m_model->recent());
    close(); // first: what is done may ask where the focus is
    if (entry.run)
        entry.run();
}

void CommandPalette::showState()
{
    place();
    if (m_finder->isAsking())
        m_note->setText(tr("Searching users and servers …"));
    else if (!m_finder->problem().isEmpty())
        m_note->setText(tr("Users and servers could not be searched: %1").arg(m_finder->problem()));
    else if (m_model->rowCount() == 0)
        m_note->setText(tr("Nothing found."));
    else
        m_note->setText(tr("Up and Down choose, Enter does it, Escape goes back"));
}

bool CommandPalette::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_PageUp:
        move(-shownRows);
        return true;
    case Qt::Key_PageDown:
        move(shownRows);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return true; // there is nowhere else to go
    default:
        return false;
    }
}

bool CommandPalette::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_field && event->type() == QEvent::KeyPress)
        return handleKey(static_cast<QKeyEvent *>(event)->key());
    if (object == parentWidget() && isVisible() && event->type() == QEvent::Resize)
        place();
    if (event->type() == QEvent::MouseButtonPress && isVisible()) {
        // What is clicked need not take the focus: headers, splitters, scroll bars.
        const auto *clicked = qobject_cast<QWidget *>(object);
        if (clicked && clicked != this && clicked->window() == window() && !isAncestorOf(clicked))
            close();
    }
    return QFrame::eventFilter(object, event);
}

} // namespace Lockstep
