// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonObject>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;
class QStandardItem;
class QStandardItemModel;
class QToolButton;
class QTreeView;

namespace Lockstep {

/// JSON as text or as a tree, with a field that finds names and values in either. Bounded: of a huge object the tree has the first
/// thousands of members.
class JsonView : public QWidget
{
    Q_OBJECT
public:
    static constexpr int mostItems = 5'000;

    explicit JsonView(QWidget *parent = nullptr);

    /// A sentence instead of JSON.
    void setText(const QString &text);
    /// \a text: as it is shown; \a json: the same, for the tree.
    void setJson(const QString &text, const QJsonObject &json);
    void setTree(bool tree);
    /// Goes to the next place where the field's text is, or the one before; from the last to the first.
    void findNext(int step);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void fillTree();
    void add(QStandardItem *parent, const QString &name, const QJsonValue &value);
    void findAll();
    void goTo(int hit);

    QLineEdit *m_find;
    QLabel *m_count;
    QToolButton *m_asTree;
    QStackedWidget *m_stack;
    QPlainTextEdit *m_text;
    QTreeView *m_tree;
    QStandardItemModel *m_items;
    QJsonObject m_json;
    bool m_filled = false; ///< the tree is that of m_json
    int m_left = 0; ///< so many items more
    QList<int> m_places; ///< hits in the text
    QList<QStandardItem *> m_found; ///< hits in the tree
    int m_hit = -1;
};

} // namespace Lockstep
