// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/files/filetask.h"

#include <QPointer>

class QDialog;
class QFileDialog;

namespace Lockstep {

class Banner;
class Settings;

/// What can be written of something that is shown: in which formats, and which part of it.
struct ExportOffer
{
    struct Format
    {
        QString suffix; ///< "svg"
        QString words; ///< "Picture for browsers and drawing programs (SVG)"
        bool hasColours = false; ///< can be light or as the window is
    };
    struct Choice
    {
        QString suffix;
        int part = 0;
        bool isLight = true;
    };
    QString title = {}; ///< "Export the graph"
    QString fileName = {}; ///< that is proposed, without its suffix
    QList<Format> formats = {}; ///< at least one
    QStringList parts = {}; ///< "All 1,200 rows", "What is seen now"; empty: there is one
    /// Why there can be no such file, and what can be done instead; empty: there can. May be null.
    std::function<QString(const Choice &)> refusal = {};
    std::function<FileTask::Job(const Choice &)> job = {};
};

/// Export of an offer: asks for format, part and colours, then for the file, and tells in a strip how far it is, with a way to stop it, and
/// what became of it. The questions go when this goes: what an offer is made of may go with it.
class PictureExport : public QObject
{
    Q_OBJECT
public:
    /// \a banner: shows progress and result; not owned. \a settings: keep format and folder; may be null.
    PictureExport(Banner *banner, Settings *settings, QWidget *parent);
    ~PictureExport() override;

    /// Nothing happens while one is asked for or written.
    void ask(const ExportOffer &offer);
    /// Writes without questions.
    void write(const ExportOffer &offer, const ExportOffer::Choice &choice, const QString &path);
    /// Ends what is asked for or written; true if there was anything. What is on its way to its place stays (FileTask).
    bool cancel();
    bool isRunning() const { return m_task.isRunning(); }

private:
    void askFile(const ExportOffer::Choice &choice);
    void showProgress();
    void showEnd(FileTask::End end);
    void bannerAction();

    Banner *m_banner;
    Settings *m_settings;
    QWidget *m_parent;
    FileTask m_task;
    ExportOffer m_offer;
    bool m_failed = false;
    QPointer<QDialog> m_dialog;
};

} // namespace Lockstep
