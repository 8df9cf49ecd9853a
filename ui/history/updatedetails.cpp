// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/updatedetails.h"

#include "core/log.h"
#include "domain/apiwords.h"
#include "inspection/wire.h"
#include "ui/history/jsonview.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/scrolled.h"
#include "ui/words/presentation.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QPointer>
#include <QScrollArea>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
constexpr int lookUpDelayMs = 60;
constexpr qsizetype maxJson = 256 * 1024;

QWidget *scrolled(QWidget *content, QWidget *parent)
{
    QScrollArea *area = Lockstep::scrolled(UpdateDetails::tr("What is known of the update"), parent);
    area->setWidget(content);
    return area;
}

void empty(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}
} // namespace

UpdateDetails::UpdateDetails(QWidget *parent)
    : QWidget(parent)
    , m_tabs(new QTabWidget(this))
    , m_title(Presentation::plainLabel({}, this))
    , m_sentences(new QVBoxLayout)
    , m_fields(new QGridLayout)
    , m_json(new JsonView(this))
    , m_listNote(Presentation::plainLabel({}, this))
    , m_list(new QTreeWidget(this))
    , m_differenceNote(Presentation::plainLabel({}, this))
    , m_difference(new QTreeWidget(this))
{
    auto *meaning = new QWidget(this);
    auto *column = new QVBoxLayout(meaning);
    QFont strong = m_title->font();
    strong.setWeight(QFont::DemiBold);
    m_title->setFont(strong);
    column->addWidget(m_title);
    m_sentences->setSpacing(4);
    column->addLayout(m_sentences);
    m_fields->setHorizontalSpacing(16);
    m_fields->setVerticalSpacing(2);
    m_fields->setColumnStretch(1, 1);
    column->addSpacing(6);
    column->addLayout(m_fields);
    column->addStretch(1);
    m_stream = addField(tr("stream_id"));
    m_prev = addField(tr("prev_id"));
    m_device = addField(tr("Device"));
    m_name = addField(tr("Name"));
    m_received = addField(tr("Received"));
    m_verdict = addField(tr("Verdict"));
    m_sources = addField(tr("Sources"));
    m_verified = addField(tr("Signature"));
    m_number = addField(tr("Number"));
    for (QLabel *id : {m_stream, m_prev, m_device})
        id->setFont(Presentation::fixedFont());

    auto *list = new QWidget(this);
    auto *listColumn = new QVBoxLayout(list);
    setUpTree(m_list, u"history/devicesThen"_s);
    ViewActions::install(m_list);
    m_list->setRootIsDecorated(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Device list as it was then"));
    listColumn->addWidget(m_listNote);
    listColumn->addWidget(m_list, 1);

    m_tabs->setDocumentMode(true);
    m_tabs->addTab(scrolled(meaning, this), tr("Update"));
    m_tabs->addTab(m_json, tr("JSON"));
    m_tabs->addTab(list, tr("List as it was then"));
    setUpDifference();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_tabs);
    m_delay.setSingleShot(true);
    m_delay.setInterval(lookUpDelayMs);
    connect(&m_delay, &QTimer::timeout, this, &UpdateDetails::refresh);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        tryAgain();
        refresh();
        Q_EMIT tabChanged();
    });
    refresh();
}

void UpdateDetails::setModel(HistoryModel *model)
{
    m_model = model;
    connect(model, &QAbstractItemModel::dataChanged, this, [this] {
        if (m_row.isValid() && !m_delay.isActive())
            m_delay.start();
    });
    connect(model, &HistoryModel::userChanged, this, [this] {
        m_fetching = false;
        m_shownJson = 0;
        m_shownDifference = {};
    });
}

void UpdateDetails::searchLinesBy(LogLinesView::Fetch fetch)
{
    m_lines = new LogLinesView(std::move(fetch), this);
    m_tabs->addTab(m_lines, tr("Log lines"));
    connect(m_lines, &LogLinesView::statusMessage, this, &UpdateDetails::statusMessage);
}

void UpdateDetails::setRows(int row, int comparedRow)
{
    m_row = row >= 0 ? QPersistentModelIndex(m_model->index(row, 0)) : QPersistentModelIndex();
    m_compared = comparedRow >= 0 ? QPersistentModelIndex(m_model->index(comparedRow, 0)) : QPersistentModelIndex();
    tryAgain();
    m_delay.start();
}

/// A content that could not be read is asked for anew when somebody looks again, and not by itself.
void UpdateDetails::tryAgain()
{
    if (std::exchange(m_failed, false))
        m_shownJson = 0;
}

void UpdateDetails::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

UpdateDetails::Tab UpdateDetails::tab() const
{
    return Tab(m_tabs->currentIndex());
}

void UpdateDetails::refresh()
{
    const bool any = m_model && m_row.isValid();
    const bool comparing = any && m_compared.isValid() && m_compared != m_row;
    if (m_lines && (!any || m_tabs->currentIndex() != LogLines))
        m_lines->leave();
    m_tabs->setTabText(List, comparing ? tr("Comparison") : tr("List as it was then"));
    if (!any) {
        m_title->setText(tr("Select an update to see what it means."));
        empty(m_sentences);
        for (const auto &[name, value] : std::as_const(m_pairs))
            setField(value, {});
        m_json->setText({});
        m_shownJson = 0;
        m_list->clear();
        m_listNote->clear();
        m_difference->clear();
        m_differenceNote->clear();
        m_shownDifference = {};
        if (m_lines)
            m_lines->setRow({}, 0);
        return;
    }
    const HistoryItem item = m_model->item(m_row.row());
    switch (m_tabs->currentIndex()) {
    case Meaning:
        showMeaning(item);
        showFields(item);
        break;
    case Json:
        break;
    case Difference:
        showDifference(item);
        break;
    case LogLines:
        m_lines->setRow(m_model->user(), item.type == HistoryItem::Update ? item.n : 0);
        break;
    default:
        if (comparing)
            showComparison(item, m_model->item(m_compared.row()));
        else
            showList(item);
    }
    fetch(item);
}

void UpdateDetails::showMeaning(const HistoryItem &item)
{
    m_title->setText(HistoryText::heading(item, m_model->knowsTheStart()));
    empty(m_sentences);
    const QStringList lines = HistoryText::explanations(item);
    for (const QString &line : lines)
        m_sentences->addWidget(Presentation::plainLabel(line, this));
}

// Not a QFormLayout: in Qt 6.4 it goes wrong with hidden rows of labels that wrap.
QLabel *UpdateDetails::addField(const QString &title)
{
    auto *name = new QLabel(title, this);
    Presentation::setQuiet(name);
    QLabel *value = Presentation::plainLabel({}, this);
    const int row = m_fields->rowCount();
    m_fields->addWidget(name, row, 0, Qt::AlignTop);
    m_fields->addWidget(value, row, 1);
    m_pairs.emplaceBack(name, value);
    return value;
}

void UpdateDetails::setField(QLabel *value, const QString &text)
{
    value->setText(text);
    for (const auto &[name, label] : std::as_const(m_pairs)) {
        if (label == value) {
            name->setVisible(!text.isEmpty());
            label->setVisible(!text.isEmpty());
        }
    }
}

QString UpdateDetails::prevIds(const HistoryItem &item) const
{
    if (item.kind != UpdateKind::Update || item.type == HistoryItem::Gap)
        return {};
    QStringList ids;
    const auto parents = m_model->parents(item.lastRow);
    for (std::size_t i = 0; i < parents.size(); ++i)
        ids << displayable(m_model->parentStream(item.lastRow, int(i)).toString(), 40);
    return ids.isEmpty() ? tr("none") : ids.join(u", "_s);
}

/// With the name before, where the update changed it.
QString UpdateDetails::name(const HistoryItem &item) const
{
    const QString now = displayable(item.displayName);
    if (!item.changes.testFlag(HistoryChange::Renamed))
        return now;
    const std::optional<QString> before = m_model->nameBefore(item.row);
    const auto shown = [](const QString &name) { return name.isEmpty() ? tr("no name") : displayable(name); };
    return before ? shown(*before) + u" → "_s + shown(item.displayName) : now;
}

/// When it was received, and, where the column says another thing of it, that too.
QString UpdateDetails::received(const HistoryItem &item) const
{
    if (item.type == HistoryItem::Gap)
        return {};
    const QString exact = HistoryText::exactTime(item.received, m_times.utc);
    if (m_times.times == HistoryText::Times::Clock)
        return exact;
    //: a time, and the same in other words: "2026-11-27 12:00:00.000 UTC (After the marked row: +12.000 s)"
    return tr("%1 (%2: %3)").arg(exact, HistoryText::timesTitle(m_times), HistoryText::shownTime(*m_model, m_row.row(), m_times));
}

void UpdateDetails::setTimeStyle(const HistoryText::RowTimes &style)
{
    m_times = style;
    if (m_lines)
        m_lines->setUtc(style.utc);
    refresh();
}

void UpdateDetails::showFields(const HistoryItem &item)
{
    const bool update = item.type == HistoryItem::Update;
    const bool fold = item.type == HistoryItem::Fold;
    QString stream = displayable(item.streamId.toString());
    if (fold && m_model->parents(item.lastRow).size() == 1)
        //: two stream_ids: the first and the last of a run
        stream = tr("%1 and %n before it", nullptr, item.count() - 1).arg(stream);
    setField(m_stream, stream);
    setField(m_prev, prevIds(item));
    setField(m_device, update ? displayable(item.deviceId.toString()) : QString());
    setField(m_name, update ? name(item) : QString());
    setField(m_received, received(item));
    setField(m_verdict, update && item.kind == UpdateKind::Update ? Presentation::verdictText(item.verdict) : QString());
    setField(m_verified, !update || !item.verified ? QString() : *item.verified ? tr("holds") : tr("does not hold"));
    setField(m_number, update ? QString::number(item.n) : QString());
    if (m_shownJson != item.n)
        setField(m_sources, {});
}

QString UpdateDetails::jsonText(const DeviceListUpdate &update)
{
    const QByteArray bytes = QJsonDocument(Inspection::toJson(update)).toJson(QJsonDocument::Indented);
    QString text;
    // Line breaks are the indentation's own: within strings JSON escapes them. What else is invisible is made visible.
    for (const QByteArray &line : bytes.left(maxJson).split('\n'))
        text += displayable(QString::fromUtf8(line), maxJson) + u'\n';
    if (bytes.size() > maxJson)
        text += tr("… cut after %1").arg(Presentation::bytes(maxJson));
    return text;
}

void UpdateDetails::fetch(const HistoryItem &item)
{
    if (item.type != HistoryItem::Update) {
        m_json->setText(item.type == HistoryItem::Gap ? tr("Never received: there is nothing to show.")
                                                      : tr("Several updates; press Right to see them one by one."));
        m_shownJson = 0;
        return;
    }
    if (m_shownJson == item.n && !m_fetching)
        return;
    m_shownJson = item.n;
    m_fetching = true;
    m_model->wantUpdate(item.n, [self = QPointer(this), n = item.n](const Result<DeviceListUpdate> &update) {
        if (!self || self->m_shownJson != n)
            return;
        self->m_fetching = false;
        self->m_failed = !update;
        if (update)
            self->m_json->setJson(jsonText(*update), Inspection::toJson(*update));
        else
            self->m_json->setText(update.error().text);
        if (update)
            self->setField(self->m_sources, toApiNames(update->sources).join(u", "_s));
    });
    if (m_fetching)
        m_json->setText(tr("Loading …"));
}

void UpdateDetails::copyJson(qint64 n)
{
    m_model->wantUpdate(n, [self = QPointer(this)](const Result<DeviceListUpdate> &update) {
        if (!self)
            return;
        if (!update) {
            Q_EMIT self->statusMessage(update.error().text);
            return;
        }
        // Exactly what the API gave, nothing escaped or cut: it goes into a bug report.
        QGuiApplication::clipboard()->setText(QString::fromUtf8(QJsonDocument(Inspection::toJson(*update)).toJson()));
        Q_EMIT self->statusMessage(UpdateDetails::tr("JSON copied."));
    });
}

} // namespace Lockstep
