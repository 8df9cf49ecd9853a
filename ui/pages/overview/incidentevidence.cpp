// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/incidentevidence.h"

#include "ui/widgets/flatbutton.h"
#include "ui/words/incidentwords.h"

#include <QApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {

/// Of the lines and the text beside them.
constexpr int shownLines = 14;
enum Column { At, Kind, Text, Lines, Audit, Where };

QLabel *makeText(const QString &text, QWidget *parent)
{
    QLabel *label = Presentation::plainLabel(text, parent);
    label->setMinimumWidth(60); // remote text may hold a long word, which must not widen the window
    return label;
}

} // namespace

IncidentEvidence::IncidentEvidence(LogLinesView::Fetch fetch, QWidget *parent)
    : QWidget(parent)
    , m_lines(new LogLinesView(std::move(fetch), this, QString()))
{
    m_lines->setFixedHeight(shownLines * fontMetrics().lineSpacing());
    m_lines->hide();
    m_lines->installEventFilter(this);
    connect(m_lines, &LogLinesView::statusMessage, this, &IncidentEvidence::statusMessage);
}

void IncidentEvidence::setUtc(bool utc)
{
    m_lines->setUtc(utc);
}

void IncidentEvidence::setEvidence(const QString &incident, const QList<Evidence> &evidence)
{
    if (incident != m_incident)
        closeLines();
    else if (evidence == m_evidence)
        return; // a button that is made anew would lose the focus
    m_incident = incident;
    m_evidence = evidence;
    if (m_shown.n > 0 && std::none_of(evidence.cbegin(), evidence.cend(), [this](const Evidence &one) { return hasLinesOf(one); }))
        closeLines();
    build();
}

bool IncidentEvidence::hasLinesOf(const Evidence &fact) const
{
    return fact.n > 0 && fact.n == m_shown.n && fact.user == m_shown.user && fact.text == m_shown.text;
}

/// All but the lines is made anew; the button that had the focus gets it back.
void IncidentEvidence::build()
{
    const QWidget *focus = QApplication::focusWidget();
    const QString focused = focus && focus->parentWidget() == this && focus != m_lines ? focus->objectName() : QString();
    const auto children = findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
    for (QWidget *child : children) {
        if (child == m_lines)
            continue;
        child->setObjectName(QString());
        child->hide();
        child->deleteLater();
    }
    delete layout();
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(3);
    grid->setColumnStretch(Text, 1);
    bool isPlaced = false;
    for (const Evidence &fact : std::as_const(m_evidence)) {
        addFact(grid, grid->rowCount(), fact);
        if (hasLinesOf(fact) && !isPlaced) {
            isPlaced = true;
            grid->addWidget(m_lines, grid->rowCount(), 0, 1, Where + 1);
            if (auto *button = findChild<QPushButton *>(u"lines/%1/%2"_s.arg(fact.user.toString()).arg(fact.n)))
                leadInto(button);
        }
    }
    // At once and not when the layout comes to it: a button that is not shown yet takes no focus.
    for (int i = 0; i < grid->count(); ++i)
        grid->itemAt(i)->widget()->show();
    m_lines->setVisible(isPlaced);
    grid->activate();
    if (!focused.isEmpty()) {
        if (auto *button = findChild<QPushButton *>(focused))
            button->setFocus();
    }
}

/// Tab goes from the button into the lines, which were made before it.
void IncidentEvidence::leadInto(QWidget *button)
{
    QWidget *last = button;
    const auto parts = m_lines->findChildren<QWidget *>();
    for (QWidget *part : parts) {
        if (part->focusPolicy() & Qt::TabFocus) {
            setTabOrder(last, part);
            last = part;
        }
    }
}

/// A button that looks like a link, so that the keyboard reaches it.
QPushButton *IncidentEvidence::makeButton(const QString &text, const Evidence &fact, const QString &what)
{
    auto *button = new FlatButton(text, this);
    button->setObjectName(u"%1/%2/%3"_s.arg(what, fact.user.toString()).arg(fact.n));
    button->setCursor(Qt::PointingHandCursor);
    button->setMaximumHeight(button->fontMetrics().height() + 4); // in line with text
    Presentation::setTone(button, Presentation::Tone::Notice);
    return button;
}

void IncidentEvidence::addFact(QGridLayout *grid, int row, const Evidence &fact)
{
    QLabel *at = makeText(fact.at > 0 ? Presentation::secondsTime(fact.at) : u"–"_s, this);
    at->setWordWrap(false);
    Presentation::setToolTip(at, Presentation::absoluteTime(fact.at));
    QLabel *kind = makeText(IncidentWords::evidenceText(fact.kind), this);
    kind->setWordWrap(false);
    for (QLabel *label : {at, kind})
        Presentation::setQuiet(label);
    grid->addWidget(at, row, At, Qt::AlignTop);
    grid->addWidget(kind, row, Kind, Qt::AlignTop);
    grid->addWidget(makeText(IncidentWords::factText(fact), this), row, Text, Qt::AlignTop);
    if (fact.user.isEmpty())
        return;
    if (fact.isFromLog && fact.n > 0) {
        QPushButton *lines = makeButton(hasLinesOf(fact) ? tr("Hide the lines") : tr("Log lines"), fact, u"lines"_s);
        Presentation::setToolTip(lines, tr("The lines of the homeserver's log that this rests on, each with its file and byte"));
        connect(lines, &QPushButton::clicked, this, [this, fact] { toggleLines(fact); });
        grid->addWidget(lines, row, Lines, Qt::AlignTop | Qt::AlignRight);
    }
    const auto link = [&](const QString &text, const QString &what, Column column, const QString &page, const QVariantMap &arguments) {
        QPushButton *button = makeButton(text, fact, what);
        connect(button, &QPushButton::clicked, this, [this, page, arguments] { Q_EMIT openRequested(page, arguments); });
        grid->addWidget(button, row, column, Qt::AlignTop | Qt::AlignRight);
    };
    QVariantMap arguments{{u"user"_s, fact.user.toString()}};
    if (!fact.audit.isEmpty())
        link(tr("Show the audit"), u"audit"_s, Audit, u"audit"_s, {{u"audit"_s, fact.audit}, {u"user"_s, fact.user.toString()}});
    if (fact.n > 0)
        arguments.insert(u"update"_s, fact.n);
    link(fact.n > 0 ? tr("Show the update") : tr("Show the user"), u"where"_s, Where, u"users"_s, arguments);
}

void IncidentEvidence::toggleLines(const Evidence &fact)
{
    if (hasLinesOf(fact)) {
        closeLines();
        return;
    }
    m_shown = fact;
    m_isToBeSeen = true;
    m_lines->setRow(fact.user, fact.n);
    build();
}

void IncidentEvidence::closeLines()
{
    if (m_shown.n == 0)
        return;
    const QString button = u"lines/%1/%2"_s.arg(m_shown.user.toString()).arg(m_shown.n);
    const bool hadFocus = m_lines->isAncestorOf(QApplication::focusWidget());
    m_shown = {};
    m_lines->setRow({}, 0); // nobody looks: a search ends
    build();
    if (auto *opener = findChild<QPushButton *>(button); opener && hadFocus)
        opener->setFocus();
}

void IncidentEvidence::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_shown.n > 0)
        m_lines->setRow(m_shown.user, m_shown.n);
}

void IncidentEvidence::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_lines->leave();
}

bool IncidentEvidence::eventFilter(QObject *object, QEvent *event)
{
    if (object != m_lines)
        return QWidget::eventFilter(object, event);
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        closeLines();
        return true;
    }
    // Where they stand is known once the page around them is laid out.
    if (event->type() == QEvent::Move && m_isToBeSeen) {
        m_isToBeSeen = false;
        QTimer::singleShot(0, m_lines, [this] {
            for (QWidget *above = parentWidget(); above; above = above->parentWidget()) {
                if (auto *page = qobject_cast<QScrollArea *>(above))
                    return page->ensureWidgetVisible(m_lines, 0, 10);
            }
        });
    }
    return QWidget::eventFilter(object, event);
}

} // namespace Lockstep
