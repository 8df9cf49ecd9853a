// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/series.h"
#include "ui/pages/seriespicture.h"

#include <QTimer>
#include <QWidget>

class QButtonGroup;
class QComboBox;
class QLabel;
class QMenu;

namespace Lockstep {

namespace Inspection {
class Client;
}
class Banner;
class PictureExport;
class SeriesPlot;
class Session;
class Settings;

/// How a subject's figures went, from ten minutes to a year, as the gateway kept them: which figure, how far back, the plot, and the same in
/// words. It hides itself where the gateway keeps none. Reads while it is shown only.
class SeriesView : public QWidget
{
    Q_OBJECT
public:
    /// \a kinds: the figures that can be chosen.
    SeriesView(Inspection::Client *client, QList<Inspection::SeriesKind> kinds, QWidget *parent = nullptr);

    /// A heading above it; empty: none.
    void setTitle(const QString &title);

    /// Other figures; keeps the one that is shown if it is among them.
    void setKinds(const QList<Inspection::SeriesKind> &kinds);
    /// \a subject: as SeriesKind says; nothing: there is nothing to show.
    void setSubject(const std::optional<QString> &subject);
    bool isSettled() const { return !m_call.isRunning(); }
    /// Whose figures they are, for headings of what is exported, and where its folder is kept.
    void setSession(const Session *session);
    /// Shows this figure in the shortest range that reaches back to that time, and chooses the largest of it.
    void showTime(Inspection::SeriesKind kind, qint64 from, qint64 to);
    /// Whether there is a line that can be exported or printed.
    bool hasPlot() const { return !m_shown.line.points.isEmpty() && m_content->isVisibleTo(this); }
    void exportPlot();
    void print();
    /// Export and print, for menus; nothing while there is no plot.
    void addPlotActions(QMenu *menu);

protected:
    void showEvent(QShowEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void read();
    void readAgain();
    void show(const Result<Inspection::SeriesAnswer> &answer);
    void updateVisible();
    Inspection::SeriesKind kind() const;

    Inspection::Client *m_client;
    QWidget *m_content;
    QLabel *m_title;
    QComboBox *m_kinds;
    QButtonGroup *m_ranges;
    SeriesPlot *m_plot;
    QLabel *m_words;
    QLabel *m_note;
    std::optional<QString> m_subject;
    bool m_isKept = true; ///< as far as is known
    bool m_isDirty = true;
    bool m_isRangeChosen = false; ///< by the operator, or because there is more
    Banner *m_banner;
    PictureExport *m_export = nullptr;
    Settings *m_settings = nullptr;
    SeriesPicture m_shown; ///< what the plot shows
    std::pair<qint64, qint64> m_wanted; ///< from, to: to be chosen as soon as it was read; 0, 0: nothing is
    QTimer m_tick;
    Http::CallHandle m_call;
};

/// One of the whole homeserver's figures.
SeriesView *wholeSeries(Session *session, QWidget *parent);

} // namespace Lockstep
