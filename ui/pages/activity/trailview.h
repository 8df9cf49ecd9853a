// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;

namespace Lockstep {

class ListPanel;
class Session;
class TrailModel;
struct ExportSource;
namespace Inspection {
struct Event;
}

/// Who refreshed, ended a backoff or read contents, as the gateway keeps it: everybody's, from before this session too.
class TrailView : public QWidget
{
    Q_OBJECT
public:
    explicit TrailView(Session *session, QWidget *parent = nullptr);

    void reload();
    bool isSettled() const;
    ExportSource exported() const;

Q_SIGNALS:
    /// As Page::openRequested().
    void openRequested(const QString &page, const QVariantMap &arguments);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void handleEvent(const Inspection::Event &event);
    void readIfDirty();
    void showCurrent();
    void open(int row);

    Session *m_session;
    TrailModel *m_model;
    ListPanel *m_list;
    QComboBox *m_action;
    QLabel *m_details;
    QTimer m_readTimer;
    bool m_dirty = true;
};

} // namespace Lockstep
