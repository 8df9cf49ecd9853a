// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/uistate.h"

#include "core/log.h"
#include "session/settings.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
const char *const headerName = "lockstepHeaderName";

/// With the number of columns, so that a program with other columns starts from its own defaults.
QString headerKey(const QHeaderView *header, const QString &name)
{
    return name + u'-' + QString::number(header->count());
}
} // namespace

UiState::UiState(Settings *settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
}

void UiState::watch(QWidget *root)
{
    QTimer::singleShot(0, root, [this, root, guard = QPointer<UiState>(this)] {
        if (guard)
            adopt(root);
    });
}

bool UiState::restoreWindow(QWidget *window, const QString &name)
{
    const QByteArray geometry = m_settings->windowGeometry(name);
    return !geometry.isEmpty() && window->restoreGeometry(geometry);
}

void UiState::saveWindow(const QWidget *window, const QString &name)
{
    m_settings->setWindowGeometry(name, window->saveGeometry());
}

void UiState::adopt(QWidget *root)
{
    const auto splitters = root->findChildren<QSplitter *>();
    for (QSplitter *splitter : splitters)
        adoptSplitter(splitter);
    const auto headers = root->findChildren<QHeaderView *>();
    for (QHeaderView *header : headers) {
        const auto *view = qobject_cast<QAbstractItemView *>(header->parentWidget());
        if (header->orientation() == Qt::Horizontal && view && !view->objectName().isEmpty())
            adoptHeader(header, view->objectName());
    }
}

void UiState::adoptSplitter(QSplitter *splitter)
{
    const QString name = splitter->objectName();
    if (name.isEmpty() || !claim(u"splitter/"_s + name, splitter))
        return;
    const QByteArray state = m_settings->splitterState(name);
    if (!state.isEmpty())
        splitter->restoreState(state);
    // splitterMoved comes from the mouse alone, not from layouts or setSizes().
    connect(
        splitter, &QSplitter::splitterMoved, this, [this, splitter, name] { m_settings->setSplitterState(name, splitter->saveState()); });
}

void UiState::adoptHeader(QHeaderView *header, const QString &name)
{
    if (!claim(u"header/"_s + name, header))
        return;
    header->setProperty(headerName, name);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(
        header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint &position) { showColumnMenu(header, position); });
    header->viewport()->installEventFilter(this);
    if (header->count() > 0) {
        restoreHeader(header, name);
        return;
    }
    connect(
        header, &QHeaderView::sectionCountChanged, this,
        [this, header, name](int before, int now) {
            if (before == 0 && now > 0)
                restoreHeader(header, name);
        },
        Qt::QueuedConnection);
}

void UiState::restoreHeader(QHeaderView *header, const QString &name)
{
    const QByteArray state = m_settings->headerState(headerKey(header, name));
    if (!state.isEmpty())
        header->restoreState(state);
}

void UiState::saveHeader(QHeaderView *header)
{
    m_settings->setHeaderState(headerKey(header, header->property(headerName).toString()), header->saveState());
}

bool UiState::eventFilter(QObject *object, QEvent *event)
{
    // Sections are resized by layouts as well: only what changed between press and release was the user.
    auto *header = qobject_cast<QHeaderView *>(object->parent());
    if (header && event->type() == QEvent::MouseButtonPress) {
        m_pressed = header->saveState();
    } else if (header && (event->type() == QEvent::MouseButtonRelease || event->type() == QEvent::MouseButtonDblClick)) {
        QTimer::singleShot(0, header, [this, header, guard = QPointer<UiState>(this), before = m_pressed] {
            if (guard && header->saveState() != before)
                saveHeader(header);
        });
    }
    return QObject::eventFilter(object, event);
}

void UiState::showColumnMenu(QHeaderView *header, const QPoint &position)
{
    auto *menu = new QMenu(header);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int shown = header->count() - header->hiddenSectionCount();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        const QString text = header->model()->headerData(column, Qt::Horizontal).toString();
        if (text.isEmpty())
            continue;
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        // Without any column there would be no header left to ask for them back.
        action->setEnabled(!action->isChecked() || shown > 1);
        connect(action, &QAction::toggled, this, [this, header, column](bool on) {
            header->setSectionHidden(column, !on);
            saveHeader(header);
        });
    }
    menu->popup(header->viewport()->mapToGlobal(position));
}

bool UiState::claim(const QString &key, QWidget *widget)
{
    QPointer<QWidget> &known = m_known[key];
    if (known == widget)
        return false;
    if (known)
        qCWarning(lcUi) << "two widgets share the name" << key << "- only the newer one's state is kept";
    known = widget;
    return true;
}

} // namespace Lockstep
