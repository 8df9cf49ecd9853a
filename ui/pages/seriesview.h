// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/series.h"

#include <QTimer>
#include <QWidget>

class QButtonGroup;
class QComboBox;
class QLabel;

namespace Lockstep {

namespace Inspection {
class Client;
}
class SeriesPlot;

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

protected:
    void showEvent(QShowEvent *event) override;

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
    QTimer m_tick;
    Http::CallHandle m_call;
};

/// One of the whole homeserver's figures.
SeriesView *wholeSeries(Inspection::Client *client, QWidget *parent);

} // namespace Lockstep
