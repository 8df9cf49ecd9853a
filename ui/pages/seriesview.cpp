// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/seriesview.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/session.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/darkpalette.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/picture/printpreview.h"
#include "ui/widgets/seriesplot.h"
#include "ui/words/choicename.h"
#include "ui/words/presentation.h"
#include "ui/words/serieswords.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr int tickMs = 60'000;
constexpr qint64 minute = 60'000;
constexpr qint64 day = 24 * 60 * minute;
constexpr qsizetype maxReason = 300;

struct Range
{
    const char *text; ///< of the button, and "within the last …"
    qint64 ms;
    qint64 step; ///< the narrowest that is kept for so long, and can be drawn
    qint64 bar = 0; ///< what is counted is shown by so much; 0: by step
};
constexpr Range ranges[]{
    {QT_TRANSLATE_NOOP("Lockstep::SeriesView", "10 minutes"), 10 * minute, seriesSteps[0]},
    {QT_TRANSLATE_NOOP("Lockstep::SeriesView", "hour"), 60 * minute, seriesSteps[0]},
    {QT_TRANSLATE_NOOP("Lockstep::SeriesView", "day"), day, seriesSteps[0]},
    {QT_TRANSLATE_NOOP("Lockstep::SeriesView", "week"), 7 * day, seriesSteps[1], 60 * minute},
    {QT_TRANSLATE_NOOP("Lockstep::SeriesView", "month"), 30 * day, seriesSteps[1], 60 * minute},
    {QT_TRANSLATE_NOOP("Lockstep::SeriesView", "year"), 365 * day, seriesSteps[2]},
};
constexpr int firstRange = 2, narrowRange = 1;

/// Neighbours as one, which has what all of them have.
QList<SeriesPoint> joined(const QList<SeriesPoint> &points, qint64 width)
{
    QList<SeriesPoint> wide;
    for (const SeriesPoint &point : points) {
        const qint64 at = point.at / width * width;
        if (wide.isEmpty() || wide.constLast().at != at) {
            wide.append(point);
            wide.last().at = at;
            continue;
        }
        SeriesPoint &last = wide.last();
        last.min = std::min(last.min, point.min);
        last.max = std::max(last.max, point.max);
        last.last = point.last;
        last.sum += point.sum;
        last.minutes += point.minutes;
    }
    return wide;
}
} // namespace

SeriesView::SeriesView(Client *client, QList<SeriesKind> kinds, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_content(new QWidget(this))
    , m_title(Presentation::plainLabel({}, m_content))
    , m_kinds(new QComboBox(m_content))
    , m_ranges(new QButtonGroup(this))
    , m_plot(new SeriesPlot(m_content))
    , m_words(Presentation::plainLabel({}, m_content))
    , m_note(Presentation::plainLabel({}, m_content))
    , m_banner(new Banner(m_content))
{
    setObjectName(u"seriesView"_s);
    auto *bar = new QWidget(m_content);
    auto *flow = new FlowLayout(6, bar);
    Presentation::nameChoice(m_kinds, tr("Figure"));
    flow->addWidget(m_kinds);
    for (int i = 0; i < int(std::size(ranges)); ++i) {
        auto *button = new QPushButton(tr(ranges[i].text), bar);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setChecked(i == firstRange);
        button->setAccessibleName(tr("The last %1").arg(button->text()));
        m_ranges->addButton(button, i);
        flow->addWidget(button);
    }
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->hide();
    m_words->setMinimumWidth(60);
    m_note->setMinimumWidth(60);
    Presentation::setQuiet(m_note);
    m_note->hide();
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    layout->addWidget(bar);
    layout->addWidget(m_plot);
    layout->addWidget(m_words);
    layout->addWidget(m_note);
    layout->addWidget(m_banner);
    m_banner->hide();
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_content);
    setKinds(kinds);
    connect(m_kinds, &QComboBox::currentIndexChanged, this, &SeriesView::readAgain);
    connect(m_ranges, &QButtonGroup::idClicked, this, [this] {
        m_isRangeChosen = true;
        readAgain();
    });
    connect(m_plot, &SeriesPlot::chosenChanged, this, [this] {
        const QString chosen = m_plot->chosenText();
        m_words->setText(chosen.isEmpty() ? m_plot->accessibleDescription() : chosen);
    });
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &SeriesView::readAgain);
    m_tick.start();
    updateVisible();
}

void SeriesView::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
}

SeriesKind SeriesView::kind() const
{
    return SeriesKind(m_kinds->currentData().toInt());
}

void SeriesView::setKinds(const QList<SeriesKind> &kinds)
{
    const int before = m_kinds->currentData().toInt();
    {
        const QSignalBlocker quiet(m_kinds);
        m_kinds->clear();
        for (const SeriesKind one : kinds)
            m_kinds->addItem(SeriesWords::title(one), int(one));
        m_kinds->setCurrentIndex(std::max(0, m_kinds->findData(before)));
    }
    m_kinds->setVisible(kinds.size() > 1);
    if (m_kinds->currentData().toInt() != before)
        readAgain();
}

void SeriesView::setSubject(const std::optional<QString> &subject)
{
    if (subject == m_subject)
        return;
    m_subject = subject;
    m_shown.subject = subject.value_or(QString());
    m_shown.line = {};
    m_wanted = {};
    m_plot->setLine(kind(), {}, minute, {});
    m_words->clear();
    updateVisible();
    readAgain();
}

void SeriesView::updateVisible()
{
    m_content->setVisible(m_subject.has_value() && m_isKept);
}

void SeriesView::readAgain()
{
    m_isDirty = true;
    if (isVisible())
        read();
}

void SeriesView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isDirty)
        read();
}

void SeriesView::read()
{
    m_call.cancel();
    m_call = {};
    if (!m_subject || !m_isKept)
        return;
    m_isDirty = false;
    const Range &range = ranges[std::clamp(m_ranges->checkedId(), 0, int(std::size(ranges)) - 1)];
    SeriesQuery query{.kinds = {kind()}, .subjects = {*m_subject}, .step = range.step};
    query.from = QDateTime::currentMSecsSinceEpoch() - range.ms;
    m_call = m_client->series(query, this, [this](const Result<SeriesAnswer> &answer) {
        m_call = {};
        show(answer);
    });
}

void SeriesView::show(const Result<SeriesAnswer> &answer)
{
    if (!answer) {
        const Error &error = answer.error();
        m_isKept = error.kind != Error::NotFound && error.kind != Error::Unsupported && error.errcode != "M_UNRECOGNIZED"_L1;
        updateVisible();
        m_note->setText(tr("Not read: %1").arg(displayable(error.text, maxReason)));
        m_note->show();
        return;
    }
    TrendLine line{.from = answer->from, .to = answer->to, .every = answer->every, .points = {}};
    if (!answer->series.isEmpty())
        line.points = answer->series.constFirst().points;
    // A gateway that was begun lately has no day to show.
    const bool isYoung = !line.points.isEmpty() && line.points.constFirst().at > answer->to - ranges[narrowRange].ms;
    if (!std::exchange(m_isRangeChosen, m_isRangeChosen || !line.points.isEmpty()) && isYoung && m_ranges->checkedId() == firstRange) {
        m_ranges->button(narrowRange)->setChecked(true);
        return read();
    }
    qint64 step = answer->step;
    const Range &range = ranges[std::clamp(m_ranges->checkedId(), 0, int(std::size(ranges)) - 1)];
    if (isCounted(kind()) && range.bar > step) {
        line.points = joined(line.points, range.bar);
        step = range.bar;
        line.every = std::max(line.every, step);
    }
    m_plot->setLine(kind(), line, step, m_ranges->checkedButton()->text());
    m_shown.kind = kind();
    m_shown.line = line;
    m_shown.step = step;
    m_shown.range = m_ranges->checkedButton()->text();
    if (const auto [from, to] = std::exchange(m_wanted, {}); to > 0)
        m_plot->chooseWithin(from, to);
    const QString chosen = m_plot->chosenText();
    m_words->setText(chosen.isEmpty() ? m_plot->accessibleDescription() : chosen);
    QStringList notes;
    if (!answer->problem.isEmpty())
        notes.append(displayable(answer->problem, maxReason));
    if (line.points.isEmpty() && answer->leftOut > 0)
        notes.append(tr("%n queue(s) are not followed: there are too many.", nullptr, int(std::min<qint64>(answer->leftOut, 1'000'000))));
    m_note->setText(notes.join(u' '));
    m_note->setVisible(!notes.isEmpty());
}

void SeriesView::setSession(const Session *session)
{
    m_shown.server = session->info().serverName.toString();
    m_settings = session->settings();
}

void SeriesView::showTime(SeriesKind wanted, qint64 from, qint64 to)
{
    const qint64 age = QDateTime::currentMSecsSinceEpoch() - from;
    int range = 0;
    while (range + 1 < int(std::size(ranges)) && ranges[range].ms <= age)
        ++range;
    m_ranges->button(range)->setChecked(true);
    m_isRangeChosen = true;
    m_wanted = {from, to};
    const QSignalBlocker quiet(m_kinds);
    if (const int index = m_kinds->findData(int(wanted)); index >= 0)
        m_kinds->setCurrentIndex(index);
    readAgain();
}

void SeriesView::exportPlot()
{
    if (!hasPlot())
        return;
    if (!m_export)
        m_export = new PictureExport(m_banner, m_settings, this);
    m_shown.font = font();
    m_export->ask(m_shown.offer(palette()));
}

void SeriesView::print()
{
    if (!hasPlot())
        return;
    m_shown.font = font();
    auto *preview = new PrintPreview(m_shown.picture(lightPalette()), window());
    preview->setAttribute(Qt::WA_DeleteOnClose);
    preview->open();
}

void SeriesView::addPlotActions(QMenu *menu)
{
    if (!hasPlot())
        return;
    menu->addAction(tr("Export the plot …"), this, &SeriesView::exportPlot)->setObjectName(u"exportPlot"_s);
    menu->addAction(tr("Print the plot …"), this, &SeriesView::print)->setObjectName(u"printPlot"_s);
}

void SeriesView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!hasPlot())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addPlotActions(menu);
    menu->popup(event->globalPos());
}

SeriesView *wholeSeries(Session *session, QWidget *parent)
{
    auto *view = new SeriesView(session->client(),
        {SeriesKind::OutboxDepth, SeriesKind::InboxDepth, SeriesKind::UpdatesDepth, SeriesKind::Updates, SeriesKind::Resyncs,
            SeriesKind::Failures, SeriesKind::StaleUsers, SeriesKind::DestinationsFailing},
        parent);
    view->setTitle(SeriesView::tr("How it went"));
    view->setSession(session);
    view->setSubject(QString());
    return view;
}

} // namespace Lockstep
