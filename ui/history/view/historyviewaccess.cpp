// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historyviewaccess.h"

#include "ui/history/view/historygeometry.h"
#include "ui/history/view/historyview.h"
#include "ui/history/view/historyviewtext.h"

#include <QAccessibleInterface>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

namespace Lockstep {

namespace {

int rowsOf(const HistoryView *view)
{
    return view && view->model() ? view->model()->rowCount() : 0;
}

/// Whatever stands in one row at the moment: it is asked for anew each time, as the view paints it anew.
class RowInterface : public QAccessibleInterface
{
public:
    RowInterface(HistoryView *view, int row)
        : m_view(view)
        , m_row(row)
    {
    }

    bool isValid() const override { return m_row < rowsOf(m_view); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString &) override { }

    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        const HistoryItem item = m_view->model()->item(m_row);
        if (kind == QAccessible::Name)
            return HistoryText::spoken(item, m_view->model()->knowsTheStart(), m_view->timeText(m_row));
        return kind == QAccessible::Description ? HistoryText::explanations(item).join(u' ') : QString();
    }

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect row = m_view->rowRect(m_row);
        return {m_view->viewport()->mapToGlobal(row.topLeft()), row.size()};
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const bool current = m_view->currentRow() == m_row;
        state.focusable = true;
        state.selectable = true;
        state.readOnly = true;
        state.selected = current;
        state.focused = current && m_view->hasFocus();
        state.offscreen = !m_view->viewport()->rect().intersects(m_view->rowRect(m_row));
        return state;
    }

    int row() const { return m_row; }

private:
    QPointer<HistoryView> m_view;
    int m_row;
};

class ViewInterface : public QAccessibleWidget
{
public:
    explicit ViewInterface(HistoryView *view)
        : QAccessibleWidget(view, QAccessible::List)
    {
    }
    ~ViewInterface() override
    {
        for (const QAccessible::Id id : std::as_const(m_rows))
            QAccessible::deleteAccessibleInterface(id);
    }
    Q_DISABLE_COPY_MOVE(ViewInterface)

    int childCount() const override { return rowsOf(view()); }

    QAccessibleInterface *child(int row) const override
    {
        if (row < 0 || row >= childCount())
            return nullptr;
        auto known = m_rows.constFind(row);
        if (known == m_rows.constEnd())
            known = m_rows.insert(row, QAccessible::registerAccessibleInterface(new RowInterface(view(), row)));
        return QAccessible::accessibleInterface(*known);
    }

    int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *row = dynamic_cast<const RowInterface *>(child);
        return row ? row->row() : -1;
    }

    QAccessibleInterface *childAt(int x, int y) const override
    {
        const QPoint position = view()->viewport()->mapFromGlobal(QPoint(x, y));
        if (!view()->viewport()->rect().contains(position))
            return nullptr;
        return child(HistoryGeometry::rowAt(position.y(), view()->topRow(), view()->rowHeight(), childCount()));
    }

    QAccessibleInterface *focusChild() const override { return view()->hasFocus() ? child(view()->currentRow()) : nullptr; }

private:
    HistoryView *view() const { return static_cast<HistoryView *>(widget()); }

    /// Only rows that somebody asked about.
    mutable QHash<int, QAccessible::Id> m_rows;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *view = qobject_cast<HistoryView *>(object);
    return view ? new ViewInterface(view) : nullptr;
}

} // namespace

void makeHistoryAccessible()
{
    QAccessible::installFactory(makeInterface);
}

} // namespace Lockstep
