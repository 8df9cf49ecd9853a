// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/refreshbar.h"

#include "core/log.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
constexpr int iconSize = 16;
constexpr int maxNamed = 200;

QString names(const QList<DeviceId> &devices)
{
    QStringList result;
    for (const DeviceId &device : devices) {
        if (result.size() == maxNamed) {
            result << u"…"_s;
            break;
        }
        result << displayable(device.toString(), 80);
    }
    return result.join(u", "_s);
}

QStringList detailLines(const DeviceListChange &change)
{
    QStringList lines;
    if (!change.added.isEmpty())
        lines << RefreshBar::tr("Added: %1").arg(names(change.added));
    if (!change.removed.isEmpty())
        lines << RefreshBar::tr("Removed: %1").arg(names(change.removed));
    if (!change.changed.isEmpty())
        lines << RefreshBar::tr("Changed: %1").arg(names(change.changed));
    if (change.crossSigningChanged)
        lines << RefreshBar::tr("Cross-signing keys changed.");
    return lines;
}

/// The outcome as the server told it, completed by what only this side knows: a request that never got an answer.
Inspection::RefreshStatus outcomeOf(const RefreshJob &job)
{
    Inspection::RefreshStatus status = job.outcome;
    if (job.state == RefreshJob::State::Failed) {
        status.state = Inspection::RefreshState::Failed;
        if (status.error.isEmpty())
            status.error = job.error;
        if (status.retryAt == 0)
            status.retryAt = job.retryAt;
    } else {
        status.state = Inspection::RefreshState::Succeeded;
    }
    return status;
}
} // namespace

RefreshWords describe(const RefreshJob &job, const QString &server, qint64 now)
{
    RefreshWords words;
    switch (job.state) {
    case RefreshJob::State::Waiting:
        words.busy = true;
        words.text = job.retryAt > now
            ? RefreshBar::tr("Waiting until %1: the server asked for a pause.").arg(Presentation::clockTime(job.retryAt, now))
            : RefreshBar::tr("Waiting for its turn …");
        break;
    case RefreshJob::State::Running:
        words.busy = true;
        if (const qint64 seconds = (now - job.requested) / 1000; seconds > 0)
            words.text
                = RefreshBar::tr("Fetching the whole list from %1 … %2").arg(displayable(server), Presentation::duration(seconds * 1000));
        else
            words.text = RefreshBar::tr("Fetching the whole list from %1 …").arg(displayable(server));
        break;
    case RefreshJob::State::Succeeded:
        words.tone = Tone::Good;
        words.text = Presentation::refreshOutcome(outcomeOf(job));
        if (job.outcome.change) {
            words.details = detailLines(*job.outcome.change);
            if (!job.outcome.change->isEmpty())
                words.note = RefreshBar::tr("Messages that could not be decrypted before do not come back by this.");
        }
        break;
    case RefreshJob::State::Failed:
        words.tone = Tone::Critical;
        words.text = Presentation::refreshOutcome(outcomeOf(job));
        break;
    case RefreshJob::State::Cancelled:
        words.tone = Tone::Quiet;
        words.text = job.started == 0 ? RefreshBar::tr("Not started: it was taken out of the queue before its turn.")
                                      : RefreshBar::tr("The refresh was stopped; the homeserver may still finish it.");
        break;
    }
    return words;
}

RefreshWords describe(const Inspection::RefreshStatus &record, qint64 now)
{
    RefreshWords words;
    const QString outcome = Presentation::refreshOutcome(record);
    if (record.state == Inspection::RefreshState::Running) {
        words.text = RefreshBar::tr("A refresh has been running since %1.").arg(Presentation::clockTime(record.requested, now));
        return words;
    }
    const QString when = Presentation::clockTime(record.finished > 0 ? record.finished : record.requested, now);
    if (record.state == Inspection::RefreshState::Failed) {
        words.tone = Tone::Warning;
        //: %1 a time, %2 why
        words.text = RefreshBar::tr("The last refresh failed at %1: %2").arg(when, outcome);
        return words;
    }
    words.tone = Tone::Quiet;
    //: %1 a time, %2 what it changed
    words.text = RefreshBar::tr("Last refreshed at %1: %2").arg(when, outcome);
    if (record.change)
        words.details = detailLines(*record.change);
    return words;
}

RefreshBar::RefreshBar(QWidget *parent)
    : Strip(parent)
    , m_icon(new QLabel(this))
    , m_text(Presentation::plainLabel({}, this))
    , m_note(Presentation::plainLabel({}, this))
    , m_details(Presentation::plainLabel({}, this))
    , m_bar(new QProgressBar(this))
    , m_when(new QLabel(this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_retry(new QPushButton(tr("Try again"), this))
    , m_more(new QToolButton(this))
    , m_close(new QToolButton(this))
{
    m_bar->setRange(0, 0);
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(5);
    Presentation::setQuiet(m_note);
    m_details->setFont(Presentation::fixedFont());
    m_details->hide();
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setText(tr("What changed"));
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setIcon(Presentation::icon(u"next"_s));
    m_close->setIcon(Presentation::icon(u"close"_s));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_text->setMinimumWidth(60); // remote text may hold a long word, which must not widen the window
    m_details->setMinimumWidth(60);

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(10 + edge, 6, 8, 6);
    layout->setVerticalSpacing(3);
    layout->setColumnStretch(1, 1);
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_text, 0, 1);
    layout->addWidget(m_when, 0, 2, Qt::AlignTop);
    layout->addWidget(m_more, 0, 3, Qt::AlignTop);
    layout->addWidget(m_retry, 0, 4, Qt::AlignTop);
    layout->addWidget(m_stop, 0, 5, Qt::AlignTop);
    layout->addWidget(m_close, 0, 6, Qt::AlignTop);
    layout->addWidget(m_bar, 1, 1, 1, 6);
    layout->addWidget(m_details, 2, 1, 1, 6);
    layout->addWidget(m_note, 3, 1, 1, 6);

    connect(m_more, &QToolButton::toggled, this, [this](bool on) {
        m_more->setIcon(Presentation::icon(on ? u"down"_s : u"next"_s));
        m_details->setVisible(on);
    });
    connect(m_stop, &QPushButton::clicked, this, [this] { Q_EMIT cancelRequested(m_job.id); });
    connect(m_retry, &QPushButton::clicked, this, &RefreshBar::retryRequested);
    connect(m_close, &QToolButton::clicked, this, [this] {
        const int id = m_job.id;
        clear();
        Q_EMIT dismissed(id);
    });
    Presentation::setQuiet(m_when);
    m_when->setTextFormat(Qt::PlainText);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &RefreshBar::update);
    hide();
}

void RefreshBar::showJob(const RefreshJob &job, const QString &server)
{
    if (job.id != m_job.id)
        m_more->setChecked(false);
    m_job = job;
    m_record.reset();
    m_server = server;
    update();
    show();
}

void RefreshBar::showRecord(const Inspection::RefreshStatus &record)
{
    if (record.state == Inspection::RefreshState::Idle || record.state == Inspection::RefreshState::Unknown)
        return clear();
    if (m_job.id != 0)
        m_more->setChecked(false);
    m_job = {};
    m_record = record;
    update();
    show();
}

void RefreshBar::clear()
{
    m_tick.stop();
    m_job = {};
    m_record.reset();
    m_more->setChecked(false);
    hide();
}

QString RefreshBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

QString RefreshBar::details() const
{
    return m_details->text();
}

void RefreshBar::update()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    m_words = m_record ? describe(*m_record, now) : describe(m_job, m_server, now);
    const bool failed = m_record ? m_record->state == Inspection::RefreshState::Failed : m_job.state == RefreshJob::State::Failed;
    const QString icon = m_words.busy ? u"refresh"_s
        : !failed                     ? (m_words.tone == Tone::Good ? u"check"_s : u"info"_s)
        : m_record                    ? u"warning"_s
                                      : u"error"_s;
    Presentation::setPicture(m_icon, Presentation::icon(icon, m_words.tone), iconSize);
    m_text->setText(m_words.text);
    // A record says in words when it was.
    const qint64 when = m_record ? 0 : m_job.finished;
    m_when->setText(when > 0 ? Presentation::relativeTime(when, now) : QString());
    m_when->setToolTip(Presentation::absoluteTime(when));
    m_when->setVisible(when > 0);
    m_note->setText(m_words.note);
    m_note->setVisible(!m_words.note.isEmpty());
    m_details->setText(m_words.details.join(u'\n'));
    m_more->setVisible(!m_words.details.isEmpty());
    m_details->setVisible(m_more->isChecked() && !m_words.details.isEmpty());
    m_bar->setVisible(m_words.busy);
    m_stop->setVisible(m_words.busy);
    m_retry->setVisible(failed);
    m_close->setVisible(!m_words.busy);
    if (!m_tick.isActive() && (m_words.busy || when > 0))
        m_tick.start();
    else if (!m_words.busy && when == 0)
        m_tick.stop();
    setTone(m_words.tone);
    Strip::update();
}

} // namespace Lockstep
