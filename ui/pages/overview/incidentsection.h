// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "ui/words/presentation.h"

#include <QVariantMap>
#include <QWidget>

class QLabel;
class QPushButton;

namespace Lockstep {

class Banner;
class IncidentList;
class IncidentModel;
class Session;

/// The open incidents, worst first, and those that ended lately.
class IncidentSection : public QWidget
{
    Q_OBJECT
public:
    explicit IncidentSection(Session *session, QWidget *parent = nullptr);

    /// Whether the gateway tells incidents at all. An older one does not.
    static bool isToldBy(const Inspection::Info &info);
    /// Whether it has not looked yet.
    static bool isFirstLook(const Inspection::Info &info);

    /// Reads both lists, if that was not done yet.
    void load();
    void reload();
    void onEvent(const Inspection::Event &event);
    bool isSettled() const;
    /// Opens the one with this ID once it is known, wherever it stands.
    void open(const QString &id);
    /// The one that is opened, of whichever list; empty if none is.
    QString opened() const;
    void close();
    /// What it is, in words; empty if it is not known here.
    QString titleOf(const QString &id) const;
    /// Whether the list was read.
    bool isKnown() const;
    /// How many need attention, or that none does; and how loud that is.
    QString headline() const;
    Presentation::Tone tone() const;
    const IncidentModel *openOnes() const { return m_open; }

Q_SIGNALS:
    /// opened() is another one, or none.
    void openedChanged();
    void openRequested(const QString &page, const QVariantMap &arguments);
    /// Counts changed, or the list was read.
    void changed();
    /// One line for the status bar.
    void statusMessage(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    IncidentList *makeList(IncidentModel *model, const QString &name, const QString &accessibleName);
    void update();
    void openWanted();

    Session *m_session;
    IncidentModel *m_open;
    IncidentModel *m_ended;
    Banner *m_failure;
    QLabel *m_note; ///< what the gateway has to say of the list
    IncidentList *m_openList;
    QLabel *m_more;
    QWidget *m_endedArea;
    IncidentList *m_endedList;
    QPushButton *m_older;
    QString m_wanted;
};

} // namespace Lockstep
