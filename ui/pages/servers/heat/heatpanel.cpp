// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/heat/heatpanel.h"

#include "core/log.h"
#include "session/session.h"
#include "session/settings.h"
#include "ui/pages/servers/heat/heatexport.h"
#include "ui/pages/servers/heat/heatlegend.h"
#include "ui/pages/servers/heat/heatmap.h"
#include "ui/pages/servers/heat/heatwords.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/darkpalette.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/picture/picturefiles.h"
#include "ui/widgets/picture/printpreview.h"
#include "ui/widgets/statestack.h"
#include "ui/words/choicename.h"
#include "ui/words/presentation.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::SeriesKind;

namespace {
const QString measureSetting = u"servers/heat/measure"_s;
const QString spanSetting = u"servers/heat/span"_s;
constexpr SeriesKind measures[]{SeriesKind::Updates, SeriesKind::Resyncs, SeriesKind::Failures};
constexpr qsizetype maxReason = 400;
} // namespace

HeatPanel::HeatPanel(Session *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new HeatMapModel(session->client(), this))
    , m_map(new HeatMap(m_model, this))
    , m_measure(new QComboBox(this))
    , m_order(new QComboBox(this))
    , m_spans(new QButtonGroup(this))
    , m_search(new QLineEdit(this))
    , m_stack(new StateStack(m_map, this))
    , m_words(Presentation::plainLabel({}, this))
    , m_legend(new HeatLegend(this))
    , m_banner(new Banner(this))
    , m_export(new PictureExport(m_banner, session->settings(), this))
{
    setObjectName(u"heatPanel"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeBar());
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    m_words->setMinimumWidth(60);
    layout->addWidget(m_words);
    layout->addWidget(m_legend);
    setFocusProxy(m_map);

    const Settings *settings = session->settings();
    m_model->setSpan(settings->uiValue(spanSetting, 1).toInt());
    m_spans->button(m_model->span())->setChecked(true);
    m_measure->setCurrentIndex(std::max(0, m_measure->findData(settings->uiValue(measureSetting, int(SeriesKind::Updates)).toInt())));
    m_model->setMeasure(SeriesKind(m_measure->currentData().toInt()));
    connect(m_measure, &QComboBox::currentIndexChanged, this, [this] {
        m_session->settings()->setUiValue(measureSetting, m_measure->currentData());
        m_model->setMeasure(SeriesKind(m_measure->currentData().toInt()));
    });
    connect(m_spans, &QButtonGroup::idClicked, this, [this](int id) {
        m_session->settings()->setUiValue(spanSetting, id);
        m_model->setSpan(id);
    });
    connect(m_order, &QComboBox::currentIndexChanged, this, [this](int index) { m_model->setOrder(HeatMapModel::Order(index)); });
    connect(m_search, &QLineEdit::textChanged, m_model, &HeatMapModel::setSearch);
    connect(m_model, &HeatMapModel::stateChanged, this, &HeatPanel::showState);
    connect(m_model, &QAbstractItemModel::modelReset, this, &HeatPanel::showState);
    connect(m_map, &HeatMap::scaleChanged, this, [this] {
        m_legend->setScale(m_map->scale());
        showWords();
    });
    connect(m_map, &HeatMap::currentChosen, this, &HeatPanel::showWords);
    connect(m_map, &HeatMap::chosen, this,
        [this](const QString &server, qint64 from, qint64 to) { Q_EMIT serverRequested(server, m_model->measure(), from, to); });
    connect(m_stack, &StateStack::retryRequested, m_model, &HeatMapModel::reload);
    connect(m_stack, &StateStack::actionRequested, m_search, &QLineEdit::clear);
    showState();
}

QWidget *HeatPanel::makeBar()
{
    auto *bar = new QWidget(this);
    auto *flow = new FlowLayout(6, bar);
    auto *back = new QPushButton(tr("&Back"), bar);
    back->setObjectName(u"heatBack"_s);
    back->setAutoDefault(false);
    Presentation::setToolTip(back, tr("Back to the list of servers"));
    connect(back, &QPushButton::clicked, this, &HeatPanel::closeRequested);
    flow->addWidget(back);
    Presentation::nameChoice(m_measure, tr("What is counted"));
    m_measure->setObjectName(u"heatMeasure"_s);
    for (const SeriesKind kind : measures)
        m_measure->addItem(HeatWords::measure(kind), int(kind));
    flow->addWidget(m_measure);
    for (int i = 0; i < int(std::size(HeatMapModel::spans)); ++i) {
        auto *button = new QPushButton(HeatWords::span(i), bar);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setAccessibleName(tr("The last %1").arg(button->text()));
        m_spans->addButton(button, i);
        flow->addWidget(button);
    }
    Presentation::nameChoice(m_order, tr("Order of the servers"));
    m_order->setObjectName(u"heatOrder"_s);
    m_order->addItem(tr("Most first"));
    m_order->addItem(tr("By name"));
    flow->addWidget(m_order);
    m_search->setPlaceholderText(tr("Search server"));
    m_search->setAccessibleName(tr("Search server"));
    m_search->setClearButtonEnabled(true);
    flow->addWidget(m_search);
    return bar;
}

void HeatPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_model->state() == HeatMapModel::State::Empty)
        m_model->reload();
}

void HeatPanel::showState()
{
    using State = HeatMapModel::State;
    const bool isReady = m_model->state() == State::Ready;
    m_legend->setVisible(isReady && m_model->rowCount() > 0);
    m_words->setVisible(m_legend->isVisibleTo(this));
    switch (m_model->state()) {
    case State::Empty:
    case State::Loading:
        m_stack->showLoading(tr("Reading what other servers did …"));
        return;
    case State::Failed:
        m_stack->showError(m_model->error());
        return;
    case State::NotKept:
        m_stack->showEmpty(tr("What servers did is not kept here"),
            tr("This gateway, or an older one, does not count by server and time. A newer gateway does, from the time on when it is started."));
        return;
    case State::Ready:
        break;
    }
    if (m_model->rowCount() > 0) {
        m_stack->showContent();
        showWords();
        return;
    }
    if (m_model->servers() > 0 && !m_search->text().isEmpty()) {
        m_stack->showEmpty(tr("No such server"), tr("None of the servers that had any has this in its name."), tr("Clear the search"));
        return;
    }
    bool isCounted = false;
    for (int column = 0; column < m_model->columnCount(); ++column)
        isCounted = isCounted || m_model->counted(column) > 0;
    if (isCounted)
        m_stack->showEmpty(tr("None by any server"), HeatWords::summary(*m_model));
    else
        m_stack->showEmpty(tr("Not known"),
            m_model->problem().isEmpty()
                ? tr("Nothing told the gateway of updates in this time: it did not run, or it reads neither a log nor a tap. See Sources.")
                : displayable(m_model->problem(), maxReason));
}

/// Of the cell that is chosen, or of all.
void HeatPanel::showWords()
{
    const QModelIndex current = m_map->currentIndex();
    m_words->setText(current.isValid() && current.row() < m_model->rowCount() ? HeatWords::cell(*m_model, current.row(), current.column())
                                                                               : HeatWords::summary(*m_model));
}

void HeatPanel::fillMenu(QMenu *menu)
{
    const QModelIndex current = m_map->currentIndex();
    if (current.isValid() && current.row() < m_model->rowCount()) {
        menu->addAction(tr("Show this server then"), this, [this, server = m_model->server(current.row()), column = current.column()] {
            Q_EMIT serverRequested(server, m_model->measure(), m_model->from(column), m_model->to(column));
        });
    }
    const bool any = m_model->state() == HeatMapModel::State::Ready && m_model->rowCount() > 0;
    QAction *write = menu->addAction(tr("Export the heat map …"), this, &HeatPanel::exportMap);
    write->setObjectName(u"exportHeatMap"_s);
    write->setEnabled(any);
    QAction *paper = menu->addAction(tr("Print the heat map …"), this, &HeatPanel::print);
    paper->setObjectName(u"printHeatMap"_s);
    paper->setEnabled(any);
    menu->addAction(tr("Read it anew"), m_model, &HeatMapModel::reload);
}

void HeatPanel::exportMap()
{
    if (m_model->rowCount() > 0)
        m_export->ask(HeatExport::offer(m_model, m_session->info().serverName.toString(), palette(), font()));
}

bool HeatPanel::print()
{
    if (m_model->state() != HeatMapModel::State::Ready || m_model->rowCount() == 0)
        return false;
    auto *preview = new PrintPreview(HeatExport::picture(m_model, m_session->info().serverName.toString(), lightPalette(), font()), window());
    preview->setAttribute(Qt::WA_DeleteOnClose);
    preview->open();
    return true;
}

void HeatPanel::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu);
    menu->popup(event->globalPos());
}

} // namespace Lockstep
