// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/heatmapmodel.h"

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;

namespace Lockstep {

class Banner;
class HeatLegend;
class HeatMap;
class PictureExport;
class Session;
class StateStack;

/// What all servers did by time, with the choice of what is counted, how far back and in which order. Reads when it is shown first, and again
/// on demand.
class HeatPanel : public QWidget
{
    Q_OBJECT
public:
    explicit HeatPanel(Session *session, QWidget *parent = nullptr);

    HeatMapModel *model() const { return m_model; }
    HeatMap *map() const { return m_map; }
    bool isSettled() const { return m_model->isSettled(); }
    void reload() { m_model->reload(); }
    /// Export, print, and what can be done with the current cell.
    void fillMenu(QMenu *menu);
    void exportMap();
    bool print();

Q_SIGNALS:
    /// A cell was chosen.
    void serverRequested(const QString &server, Lockstep::Inspection::SeriesKind measure, qint64 from, qint64 to);
    /// Back to the list.
    void closeRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QWidget *makeBar();
    void showState();
    void showWords();

    Session *m_session;
    HeatMapModel *m_model;
    HeatMap *m_map;
    QComboBox *m_measure, *m_order;
    QButtonGroup *m_spans;
    QLineEdit *m_search;
    StateStack *m_stack;
    QLabel *m_words;
    HeatLegend *m_legend;
    Banner *m_banner;
    PictureExport *m_export;
};

} // namespace Lockstep
