// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/incidents.h"
#include "ui/history/loglinesview.h"

#include <QVariantMap>
#include <QWidget>

class QGridLayout;
class QPushButton;

namespace Lockstep {

/// What an incident rests on, in order of time: each fact leads to its user or update, and one that a log told shows its lines in place,
/// one fact at a time. Escape among the lines closes them.
class IncidentEvidence : public QWidget
{
    Q_OBJECT
public:
    explicit IncidentEvidence(LogLinesView::Fetch fetch, QWidget *parent = nullptr);

    /// \a incident: its ID. Lines that are shown stay for as long as their fact is there.
    void setEvidence(const QString &incident, const QList<Inspection::Evidence> &evidence);
    /// How times of lines are said.
    void setUtc(bool utc);

Q_SIGNALS:
    void openRequested(const QString &page, const QVariantMap &arguments);
    /// One line for the status bar.
    void statusMessage(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void build();
    void addFact(QGridLayout *grid, int row, const Inspection::Evidence &fact);
    QPushButton *makeButton(const QString &text, const Inspection::Evidence &fact, const QString &what);
    void toggleLines(const Inspection::Evidence &fact);
    void leadInto(QWidget *button);
    void closeLines();
    bool hasLinesOf(const Inspection::Evidence &fact) const;

    QString m_incident;
    QList<Inspection::Evidence> m_evidence;
    LogLinesView *m_lines;
    Inspection::Evidence m_shown; ///< whose lines are shown; n is 0 if none are
    bool m_isToBeSeen = false; ///< the lines were opened, and not scrolled to yet
};

} // namespace Lockstep
