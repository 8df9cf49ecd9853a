// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/incidents.h"
#include "model/spacedtimer.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QHash>
#include <QSet>

#include <optional>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Incidents as a list: the open ones worst first, or those that ended, the latest first. What is only worth a note, and what was muted,
/// stands apart under a heading that opens. GUI thread.
///
/// How rows move. While a list is held (the pointer or the focus is in it) no row changes its place: what changes does so where it stands,
/// what ends is struck out there, and what is new waits; after Times::newAfterMs it comes last of all, where it moves nothing. Once the
/// list is let go everything takes its place, worst first. What ends stays struck out for Times::overMs at least.
///
/// One bounded page is shown; how many more there are is counted by and by.
class IncidentModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Line : quint8 {
        Incident,
        Notes, ///< heading of those of severity info
        Muted, ///< heading of those that were muted
    };
    enum Role {
        KeyRole = Qt::UserRole, ///< text that identifies the row across readings
    };
    struct Times
    {
        int newAfterMs = 5'000;
        int overMs = 6'000;
        int spacingMs = 2'000; ///< between readings
    };
    /// Open ones that are shown; of more only the number is told.
    static constexpr int mostShown = Inspection::PageQuery::maxLimit;
    static constexpr int endedAtFirst = 20;

    IncidentModel(Inspection::Client *client, Inspection::IncidentState state, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_lines.size()); }
    /// DisplayRole: the incident's ID, nothing for a heading.
    QVariant data(const QModelIndex &index, int role) const override;

    Line lineAt(int row) const { return m_lines.at(row).kind; }
    /// Null for a heading; valid until the model changes.
    const Inspection::Incident *at(int row) const;
    /// The incident with this ID, null if it is not known here (it may stand under a heading that is closed).
    const Inspection::Incident *find(const QString &id) const;
    /// -1 if it is not shown.
    int rowOf(const QString &id) const;
    /// Whether it ended and is about to go.
    bool isOver(const QString &id) const { return m_over.contains(id); }

    bool isOpened(Line heading) const { return heading == Line::Notes ? m_notesOpened : m_mutedOpened; }
    void setOpened(Line heading, bool opened);
    /// Opens the heading that it stands under, if it does; gives its row, -1 if it is not known.
    int reveal(const QString &id);

    /// Whether rows must keep their places.
    void setHeld(bool held);
    bool isHeld() const { return m_held; }
    void setTimes(const Times &times);

    /// Reads the list again, at once or soon; what is asked for during a reading follows it.
    void refresh();
    void refreshSoon() { m_spaced.ask(); }
    /// One began, changed or ended.
    void onEvent(const Inspection::Event &event);
    /// What a deed made of it.
    void take(const Inspection::Incident &incident);
    /// Reads more of those that ended.
    void showMore();
    /// How long no reading is to follow another, ms.
    void setSpacing(int ms) { m_spaced.setSpacing(ms); }

    bool hasLoaded() const { return m_loaded; }
    bool isLoading() const { return m_call.isRunning() || m_unplaced; }
    const std::optional<Error> &error() const { return m_error; }

    /// Open, not muted, and more than a note: also those that are not shown.
    qint64 urgent() const;
    /// Of these the errors, of those that are shown.
    qint64 errors() const;
    qint64 notes() const;
    qint64 muted() const;
    /// Open ones that are not shown, -1: not counted yet.
    qint64 more() const { return m_more; }
    bool isMoreAtLeast() const { return m_moreAtLeast; }
    /// Whether there are more ended ones to be read.
    bool hasMore() const { return m_hasMore; }

Q_SIGNALS:
    /// Counts, errors, or whether it is loading.
    void stateChanged();

private:
    struct Place
    {
        Line kind = Line::Incident;
        QString id;
        QString key() const;
        friend bool operator==(const Place &, const Place &) = default;
    };
    void read();
    void received(const Inspection::Page<Inspection::Incident> &page);
    void countMore(const QString &after);
    QList<Place> sorted() const;
    QList<Place> heldOrder();
    void place();
    void apply(const QList<Place> &wanted);
    void told(const QSet<QString> &changed);
    void indexLines();
    void plan(qint64 at);
    bool isNote(const Inspection::Incident &incident) const;

    Inspection::Client *m_client;
    const Inspection::IncidentState m_state;
    Times m_times;
    QElapsedTimer m_clock;
    SpacedTimer m_spaced;
    QTimer m_settle; ///< for what is over or waits
    Http::CallHandle m_call, m_countCall;
    bool m_again = false;
    bool m_loaded = false;
    bool m_held = false;
    bool m_unplaced = false; ///< some rows follow in the next turns of the event loop
    bool m_notesOpened = false, m_mutedOpened = false;
    bool m_hasMore = false;
    int m_limit;
    std::optional<Error> m_error;
    QHash<QString, Inspection::Incident> m_known;
    QHash<QString, qint64> m_over; ///< until when they stay, by m_clock
    QHash<QString, qint64> m_waiting; ///< new ones, since when by m_clock
    QSet<QString> m_saidEnded; ///< by events, until the next reading
    QSet<QString> m_dropped; ///< shown and not in the page that was read, which is not the whole
    QList<Place> m_lines;
    QHash<QString, int> m_rows; ///< by Place::key()
    qint64 m_more = 0, m_moreUrgent = 0;
    bool m_moreAtLeast = false;
    qint64 m_countedAt = -1; ///< by m_clock
    qint64 m_counting = 0, m_countingUrgent = 0;
};

} // namespace Lockstep
