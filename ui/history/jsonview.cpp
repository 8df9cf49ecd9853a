// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/jsonview.h"

#include "core/log.h"
#include "ui/widgets/actions.h"
#include "ui/words/presentation.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTextBlock>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
constexpr int mostHits = 1'000;
constexpr qsizetype valueLength = 2'000;
/// Up to so many members the tree is open from the start.
constexpr int openItems = 100;
} // namespace

JsonView::JsonView(QWidget *parent)
    : QWidget(parent)
    , m_find(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_asTree(new QToolButton(this))
    , m_stack(new QStackedWidget(this))
    , m_text(new QPlainTextEdit(this))
    , m_tree(new QTreeView(this))
    , m_items(new QStandardItemModel(this))
{
    m_find->setPlaceholderText(tr("Find in the JSON"));
    m_find->setAccessibleName(tr("Find in the JSON"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(240);
    m_find->installEventFilter(this);
    Presentation::setQuiet(m_count);
    m_asTree->setText(tr("Tree"));
    m_asTree->setToolTip(tr("Show the members as a tree"));
    m_asTree->setCheckable(true);
    m_asTree->setAutoRaise(true);
    m_text->setReadOnly(true);
    m_text->setFont(Presentation::fixedFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("JSON of the update"));
    m_tree->setModel(m_items);
    setUpTree(m_tree, u"history/json"_s);
    m_tree->setRootIsDecorated(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAccessibleName(tr("JSON of the update"));
    ViewActions::install(m_tree);
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_tree);

    auto *line = new QHBoxLayout;
    line->setContentsMargins(6, 4, 6, 0);
    line->addWidget(m_find, 1);
    line->addWidget(m_count);
    line->addStretch(1);
    line->addWidget(m_asTree);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(2);
    column->addLayout(line);
    column->addWidget(m_stack, 1);
    connect(m_find, &QLineEdit::textChanged, this, &JsonView::findAll);
    connect(m_asTree, &QToolButton::toggled, this, &JsonView::setTree);
}

void JsonView::setText(const QString &text)
{
    setJson(text, {});
}

void JsonView::setJson(const QString &text, const QJsonObject &json)
{
    m_text->setPlainText(text);
    m_json = json;
    m_filled = false;
    m_found.clear();
    if (m_stack->currentWidget() == m_tree)
        fillTree();
    findAll();
}

void JsonView::setTree(bool tree)
{
    m_asTree->setChecked(tree);
    if (tree)
        fillTree();
    m_stack->setCurrentIndex(tree ? 1 : 0);
    findAll();
}

void JsonView::fillTree()
{
    if (m_filled)
        return;
    m_filled = true;
    m_items->clear();
    m_items->setHorizontalHeaderLabels({tr("Member"), tr("Value")});
    m_left = mostItems;
    for (auto member = m_json.begin(); member != m_json.end(); ++member)
        add(m_items->invisibleRootItem(), member.key(), member.value());
    if (m_left > mostItems - openItems)
        m_tree->expandAll();
    else
        m_tree->expandToDepth(0);
    m_tree->resizeColumnToContents(0);
}

void JsonView::add(QStandardItem *parent, const QString &name, const QJsonValue &value)
{
    if (m_left <= 0)
        return;
    --m_left;
    auto *key = new QStandardItem(displayable(name, valueLength));
    auto *text = new QStandardItem;
    for (QStandardItem *item : {key, text})
        item->setEditable(false);
    parent->appendRow({key, text});
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            add(key, member.key(), member.value());
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size() && m_left > 0; ++i)
            add(key, QString::number(i), array[i]);
    } else {
        const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
        text->setText(displayable(value.isString() ? value.toString() : QString::fromUtf8(json.mid(1, json.size() - 2)), valueLength));
    }
}

void JsonView::findAll()
{
    m_places.clear();
    m_found.clear();
    m_hit = -1;
    const QString wanted = m_find->text();
    if (!wanted.isEmpty() && m_stack->currentWidget() == m_text) {
        const QString text = m_text->toPlainText();
        for (qsizetype at = 0; m_places.size() < mostHits && (at = text.indexOf(wanted, at, Qt::CaseInsensitive)) >= 0; at += wanted.size())
            m_places << int(at);
    } else if (!wanted.isEmpty()) {
        QList<QStandardItem *> open{m_items->invisibleRootItem()};
        while (!open.isEmpty() && m_found.size() < mostHits) {
            QStandardItem *parent = open.takeLast();
            if (parent != m_items->invisibleRootItem()) {
                const QStandardItem *value = m_items->itemFromIndex(parent->index().siblingAtColumn(1));
                if (parent->text().contains(wanted, Qt::CaseInsensitive) || (value && value->text().contains(wanted, Qt::CaseInsensitive)))
                    m_found << parent;
            }
            for (int row = parent->rowCount() - 1; row >= 0; --row)
                open << parent->child(row);
        }
    }
    QList<QTextEdit::ExtraSelection> marks;
    for (const int place : std::as_const(m_places)) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_text->document());
        mark.cursor.setPosition(place);
        mark.cursor.setPosition(place + int(wanted.size()), QTextCursor::KeepAnchor);
        QColor colour = Presentation::accentColor(palette());
        colour.setAlphaF(0.25F);
        mark.format.setBackground(colour);
        marks << mark;
    }
    m_text->setExtraSelections(marks);
    findNext(1);
}

void JsonView::findNext(int step)
{
    const int hits = int(m_places.size() + m_found.size());
    if (hits == 0) {
        m_count->setText(m_find->text().isEmpty() ? QString() : tr("not found"));
        return;
    }
    m_hit = m_hit < 0 ? 0 : (m_hit + step + hits) % hits;
    //: which of how many places that were found
    m_count->setText(tr("%1 of %2").arg(m_hit + 1).arg(hits));
    goTo(m_hit);
}

void JsonView::goTo(int hit)
{
    if (!m_places.isEmpty()) {
        QTextCursor cursor(m_text->document());
        cursor.setPosition(m_places[hit]);
        cursor.setPosition(m_places[hit] + int(m_find->text().size()), QTextCursor::KeepAnchor);
        m_text->setTextCursor(cursor);
        m_text->ensureCursorVisible();
        return;
    }
    const QModelIndex index = m_found[hit]->index();
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        m_tree->expand(above);
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

bool JsonView::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_find && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            findNext(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_find->text().isEmpty()) {
            m_find->clear();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

} // namespace Lockstep
