// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/historypane.h"

#include "model/history/historymodel.h"
#include "session/preferences.h"
#include "session/session.h"
#include "session/settings.h"
#include "ui/history/historypanebar.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyview.h"
#include "ui/history/view/historyviewaccess.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/statestack.h"
#include "ui/words/presentation.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Lockstep {

using namespace Qt::StringLiterals;

struct HistoryPane::Private
{
    HistoryPane *q;
    Session *session = nullptr;
    HistoryModel *model = nullptr;
    HistoryPaneBar *bar = nullptr;
    QLabel *explanation = nullptr;
    Banner *banner = nullptr;
    HistoryView *view = nullptr;
    StateStack *stack = nullptr;
    UpdateDetails *details = nullptr;
    QSplitter *splitter = nullptr;
    UserId user = {};
    qint64 wanted = 0;
    int wantedGhost = -1;
    qint64 wantedCompared = 0;
    bool wantedBack = false; ///< for Back, which leaves the filter as it is

    void build();
    void connectView();
    void showState();
    void showEmpty();
    void want(qint64 n, int ghost, qint64 compared, bool back);
    void lookForWanted();
    void load();
    void showExplanation();
};

namespace {
const QString timesSetting = u"history/times"_s; ///< HistoryText::Times
const QString utcSetting = u"history/utc"_s;
const QString axisSetting = u"history/axis"_s;

/// What Synapse's log configuration needs so that every update is told.
QString logConfiguration()
{
    return u"loggers:\n  synapse.handlers.device:\n    level: DEBUG\n"_s;
}
} // namespace

HistoryPane::HistoryPane(Session *session, QWidget *parent)
    : QWidget(parent)
    , d(new Private{.q = this, .session = session})
{
    d->model = new HistoryModel(HistoryModel::fetchFrom(session->client()), HistoryModel::outlineFrom(session->client()), this);
    connect(session, &Session::eventReceived, d->model, &HistoryModel::handleEvent);
    connect(session, &Session::infoChanged, this, [this] { d->showState(); });
    d->build();
    d->details->searchLinesBy([client = session->client()](const UserId &user, qint64 n, QObject *context, auto done) {
        return client->rowLines(user, n, context, std::move(done));
    });
    const Settings *settings = session->settings();
    d->view->setTimeStyle({.times = HistoryText::Times(std::clamp(settings->uiValue(timesSetting, 0).toInt(), 0, 2)),
        .utc = settings->uiValue(utcSetting, Preferences::of(*settings).utc).toBool()});
    // What is chosen for the whole program is meant here too; what is chosen here is not meant elsewhere.
    connect(settings, &Settings::preferenceChanged, this, [this](const QString &key) {
        if (key != u"time/zone")
            return;
        HistoryText::RowTimes style = d->view->timeStyle();
        style.utc = Preferences::of(*d->session->settings()).utc;
        d->view->setTimeStyle(style);
    });
    d->view->setMapShown(settings->uiValue(axisSetting, true).toBool());
    connect(d->view, &HistoryView::timesChanged, this, [this] {
        const HistoryText::RowTimes &style = d->view->timeStyle();
        // A mark belongs to what is looked at now.
        if (style.times != HistoryText::Times::SinceMarked)
            d->session->settings()->setUiValue(timesSetting, int(style.times));
        d->session->settings()->setUiValue(utcSetting, style.utc);
        d->session->settings()->setUiValue(axisSetting, d->view->isMapShown());
    });
}

HistoryPane::HistoryPane(HistoryModel *model, QWidget *parent)
    : QWidget(parent)
    , d(new Private{.q = this, .model = model})
{
    d->build();
}

HistoryPane::~HistoryPane() = default;

void HistoryPane::Private::build()
{
    bar = new HistoryPaneBar(q);
    makeHistoryAccessible();
    view = new HistoryView(q);
    view->setObjectName(u"history/view"_s);
    details = new UpdateDetails(q);
    splitter = new QSplitter(Qt::Vertical, q);
    splitter->setObjectName(u"history/splitter"_s);
    stack = new StateStack(view, splitter);
    splitter->addWidget(stack);
    splitter->addWidget(details);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({2000, 1000}); // shares, until UiState restores what the operator chose
    splitter->setChildrenCollapsible(true);
    splitter->setCollapsible(0, false);
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(bar);
    explanation = Presentation::plainLabel({}, q);
    explanation->setObjectName(u"history/explanation"_s);
    explanation->setContentsMargins(8, 2, 8, 6);
    explanation->hide();
    layout->addWidget(explanation);
    banner = new Banner(q);
    banner->setObjectName(u"history/banner"_s);
    banner->hide();
    layout->addWidget(banner);
    layout->addWidget(splitter, 1);

    view->setModel(model);
    details->setModel(model);
    bar->setModel(model);
    connectView();
    connect(model, &HistoryModel::stateChanged, q, [this] { showState(); });
    connect(model, &HistoryModel::progressChanged, q, [this] {
        showState();
        lookForWanted();
    });
    connect(model, &QAbstractItemModel::modelReset, q, [this] { showState(); });
    connect(model, &QAbstractItemModel::rowsInserted, q, [this] { showState(); });
    showState();
}

void HistoryPane::Private::connectView()
{
    const auto selected = [this] { details->setRows(view->currentRow(), view->comparedRow()); };
    connect(view, &HistoryView::currentChanged, q, selected);
    connect(view, &HistoryView::timesChanged, details, [this] {
        details->setTimeStyle(view->timeStyle());
        bar->setUtc(view->timeStyle().utc);
    });
    connect(view, &HistoryView::comparedChanged, q, [this, selected] {
        selected();
        if (view->comparedRow() >= 0)
            details->showTab(UpdateDetails::List);
    });
    connect(view, &HistoryView::activated, q, [this] {
        if (splitter->sizes().value(1) == 0)
            splitter->setSizes({splitter->height() * 3 / 5, splitter->height() * 2 / 5});
        details->showTab(UpdateDetails::Meaning);
        details->setFocus();
    });
    connect(view, &HistoryView::listRequested, q, [this] { details->showTab(UpdateDetails::List); });
    connect(view, &HistoryView::jsonRequested, details, &UpdateDetails::copyJson);
    connect(view, &HistoryView::findRequested, bar, &HistoryPaneBar::find);
    connect(view, &HistoryView::statusMessage, q, &HistoryPane::statusMessage);
    connect(details, &UpdateDetails::statusMessage, q, &HistoryPane::statusMessage);
    connect(bar, &HistoryPaneBar::breakRequested, view, &HistoryView::goToBreak);
    connect(bar, &HistoryPaneBar::foldRequested, q, [this] {
        if (model->foldAll() == 0)
            Q_EMIT q->statusMessage(
                tr("Nothing to fold: no %n unremarkable updates follow each other.", nullptr, HistoryModel::shortestFold));
    });
    connect(view, &HistoryView::explanationChanged, q, [this] { showExplanation(); });
    connect(view, &HistoryView::timesChanged, q, [this] { showExplanation(); });
    connect(bar, &HistoryPaneBar::copyRequested, view, &HistoryView::copyRows);
    connect(bar, &HistoryPaneBar::left, view, [this] { view->setFocus(); });
    connect(stack, &StateStack::retryRequested, model, &HistoryModel::continueLoading);
    connect(stack, &StateStack::actionRequested, q, [this] {
        if (!model->filter().isEmpty()) {
            bar->clearFilter();
            return;
        }
        QGuiApplication::clipboard()->setText(logConfiguration());
        Q_EMIT q->statusMessage(tr("Copied. Put it into Synapse's log configuration and restart or reload Synapse."));
    });
}

void HistoryPane::Private::showEmpty()
{
    if (!model->filter().isEmpty()) {
        stack->showEmpty(tr("Nothing matches"), tr("No recorded update of this user matches the filter."), tr("Clear filter"));
        return;
    }
    QStringList lines;
    QString action;
    if (session) {
        const Inspection::Info &info = session->info();
        if (!info.history.available && !info.history.reason.isEmpty())
            lines << info.history.reason;
        if (info.recordedSince > 0)
            lines << tr("Recording began %1; this user's server has sent no update since.")
                         .arg(Presentation::absoluteTime(info.recordedSince));
        if (info.kind == Inspection::ServerKind::Synapse) {
            lines << tr("To record every update, turn on DEBUG for synapse.handlers.device in Synapse's log configuration, or mirror "
                        "federation traffic to the gateway's tap.");
            action = tr("Copy log configuration");
        }
    }
    if (lines.isEmpty())
        lines << tr("They appear here as they arrive.");
    stack->showEmpty(tr("No updates recorded yet"), lines.join(u"\n\n"_s), action);
}

void HistoryPane::Private::showState()
{
    const bool content = model->state() == HistoryModel::State::Ready && model->rowCount() > 0;
    details->setVisible(content);
    bar->setEnabled(content || !model->filter().isEmpty());
    bar->updateState();
    switch (model->state()) {
    case HistoryModel::State::Empty:
        stack->showEmpty(tr("No user selected"), tr("Select a user to see the updates of their device list."));
        break;
    case HistoryModel::State::Loading:
        stack->showLoading(tr("Loading the history …"));
        break;
    case HistoryModel::State::Failed:
        stack->showError(model->error());
        break;
    case HistoryModel::State::Ready:
        if (content)
            stack->showContent();
        else
            showEmpty();
    }
}

void HistoryPane::Private::showExplanation()
{
    const auto &ground = view->explanation();
    explanation->setVisible(ground.has_value());
    if (ground)
        explanation->setText(HistoryText::explanation(*ground, model->isComplete(), view->timeStyle().utc) + u' ' + tr("Esc ends this."));
}

void HistoryPane::Private::load()
{
    if (q->isVisible())
        model->setUser(user);
}

void HistoryPane::setUser(const UserId &user)
{
    if (user == d->user)
        return;
    d->user = user;
    d->wanted = 0;
    if (user.isEmpty())
        d->model->setUser(user);
    d->load();
}

UserId HistoryPane::user() const
{
    return d->user;
}

void HistoryPane::reload()
{
    if (d->model->user() == d->user)
        d->model->reload();
    else
        d->load();
}

bool HistoryPane::isSettled() const
{
    return !isVisible()
        || (d->model->user() == d->user && d->model->state() != HistoryModel::State::Loading && d->wanted == 0 && d->details->isSettled());
}

void HistoryPane::showUpdate(qint64 n)
{
    d->want(n, -1, 0, false);
}

void HistoryPane::comeBack(qint64 n, int ghost, qint64 compared)
{
    d->want(n, ghost, compared, true);
}

void HistoryPane::Private::want(qint64 n, int ghost, qint64 compared, bool back)
{
    wanted = n;
    wantedGhost = ghost;
    wantedCompared = compared;
    wantedBack = back;
    lookForWanted();
}

void HistoryPane::Private::lookForWanted()
{
    if (wanted == 0 || model->user() != user || model->state() != HistoryModel::State::Ready)
        return;
    int row = model->rowOfUpdate(wanted);
    if (row < 0 && !model->filter().isEmpty()) {
        if (wantedBack && !model->isLoadingOlder()) {
            wanted = 0;
            Q_EMIT q->statusMessage(tr("The filter of the history does not show where you were."));
        }
        if (wantedBack)
            return;
        bar->clearFilter();
        row = model->rowOfUpdate(wanted);
    }
    if (row >= 0) {
        model->unfold(row);
        view->goTo(std::exchange(wanted, 0), wantedGhost);
        if (wantedCompared > 0)
            view->setComparedRow(model->rowOfUpdate(wantedCompared));
    } else if (!model->isLoadingOlder()) {
        wanted = 0;
        Q_EMIT q->statusMessage(tr("That update is not in the recorded history."));
    }
}

HistoryModel *HistoryPane::model() const
{
    return d->model;
}

HistoryView *HistoryPane::view() const
{
    return d->view;
}

UpdateDetails *HistoryPane::details() const
{
    return d->details;
}

Banner *HistoryPane::banner() const
{
    return d->banner;
}

void HistoryPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    d->load();
}

} // namespace Lockstep
