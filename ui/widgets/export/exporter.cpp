// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/export/exporter.h"

#include "core/log.h"
#include "session/settings.h"
#include "ui/widgets/banner.h"

#include <QAction>
#include <QDate>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
const QString directorySetting = u"export/directory"_s;
const QString formatSetting = u"export/format"_s;
constexpr qsizetype maxPath = 400;
constexpr qsizetype maxReason = 400;

QString shownPath(const QString &path)
{
    return displayable(QDir::toNativeSeparators(path), maxPath);
}

QString withoutStop(QString text)
{
    while (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

QString suffixOf(const QString &nameFilter)
{
    return nameFilter.contains(u"*.json"_s) ? u"json"_s : u"csv"_s;
}
} // namespace

Exporter::Exporter(Settings *settings, Banner *banner, QWidget *window)
    : QObject(window)
    , m_settings(settings)
    , m_banner(banner)
    , m_window(window)
{
    m_banner->hide();
    connect(m_banner, &Banner::actionTriggered, this, &Exporter::bannerAction);
    connect(&m_export, &ListExport::progressed, this, &Exporter::showProgress);
    connect(&m_export, &ListExport::finished, this, &Exporter::showEnd);
}

void Exporter::addActions(QMenu *menu)
{
    const auto add = [this, menu](const QString &text, const QKeySequence &keys, int which, const QString &name) {
        QAction *action = menu->addAction(text, keys, this, [this, which] { ask(which); });
        action->setObjectName(name);
        m_actions.append(action);
    };
    add(tr("&Export the list …"), QKeySequence(Qt::CTRL | Qt::Key_E), 0, u"exportList"_s);
    add(tr("Export the &history …"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), 1, u"exportHistory"_s);
    setSources(nullptr, {});
}

void Exporter::setSources(QObject *owner, Sources sources)
{
    if (owner != m_owner && std::exchange(m_isHint, false))
        m_banner->hide();
    m_owner = owner;
    m_sources = std::move(sources);
    for (QAction *action : std::as_const(m_actions))
        action->setEnabled(owner != nullptr);
    if (!owner) {
        m_export.cancel();
        m_banner->hide();
        delete m_dialog;
    }
}

void Exporter::ask(int which)
{
    if (!m_owner || m_dialog || m_export.isRunning())
        return;
    const QList<ExportSource> sources = m_sources();
    if (which >= sources.size()) {
        m_isHint = true;
        m_banner->showMessage(Tone::Notice,
            which == 0 ? tr("There is no list on this page: go to Users, Queues or Servers.")
                       : tr("Select one user on the page Users, whose history is to be exported."));
        return;
    }
    m_isHint = false;
    m_which = which;
    m_source = sources.at(which);
    const QString suffix = m_settings->uiValue(formatSetting, u"csv"_s).toString() == u"json" ? u"json"_s : u"csv"_s;
    m_dialog = new QFileDialog(m_window, tr("Export"), m_settings->uiValue(directorySetting, QDir::homePath()).toString());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setObjectName(u"exportDialog"_s);
    m_dialog->setAcceptMode(QFileDialog::AcceptSave);
    const QStringList filters{tr("Table for spreadsheets (*.csv)"), tr("JSON, as the API gives it (*.json)")};
    m_dialog->setNameFilters(filters);
    m_dialog->selectNameFilter(filters.at(suffix == u"json" ? 1 : 0));
    m_dialog->setDefaultSuffix(suffix);
    m_dialog->selectFile(exportFileName(m_source, m_server, QDate::currentDate(), suffix));
    connect(m_dialog, &QFileDialog::filterSelected, this, [this, dialog = m_dialog.data()](const QString &filter) {
        dialog->setDefaultSuffix(suffixOf(filter));
        const QFileInfo file(dialog->selectedFiles().value(0));
        dialog->selectFile(file.completeBaseName() + u'.' + suffixOf(filter));
    });
    connect(m_dialog, &QDialog::accepted, this,
        [this, dialog = m_dialog.data()] { begin(dialog->selectedFiles().value(0), dialog->selectedNameFilter()); });
    m_dialog->open();
}

void Exporter::begin(const QString &path, const QString &nameFilter)
{
    if (path.isEmpty() || !m_owner)
        return;
    const QString ending = QFileInfo(path).suffix().toLower();
    const QString suffix = ending == u"json" || ending == u"csv" ? ending : suffixOf(nameFilter);
    m_settings->setUiValue(directorySetting, QFileInfo(path).absolutePath());
    m_settings->setUiValue(formatSetting, suffix);
    m_export.start(m_source, path, suffix == u"json" ? ListExport::Format::Json : ListExport::Format::Csv);
    if (m_export.isRunning())
        showProgress();
}

void Exporter::showProgress()
{
    const int rows = int(std::min<qint64>(m_export.rows(), 1'000'000));
    //: %1: a path, %2: a number with separators; %n only chooses the form
    QString text = tr("Writing %1: %2 row(s)", nullptr, rows).arg(shownPath(m_export.path()), Presentation::count(m_export.rows()));
    if (m_export.looked() > m_export.rows())
        text += tr(", of %1 that were looked at").arg(Presentation::count(m_export.looked()));
    m_banner->showMessage(Tone::Notice, text, tr("Stop"), false);
}

void Exporter::showEnd(ListExport::End end)
{
    const QString path = shownPath(m_export.path());
    const QString reason = withoutStop(displayable(m_export.error().text, maxReason));
    const int rows = int(std::min<qint64>(m_export.rows(), 1'000'000));
    switch (end) {
    case ListExport::End::Written:
        //: %1: a number with separators, %2: a path; %n only chooses the form
        m_banner->showMessage(
            Tone::Good, tr("%1 row(s) written to %2", nullptr, rows).arg(Presentation::count(m_export.rows()), path), tr("Open folder"));
        return;
    case ListExport::End::Cancelled:
        m_banner->showMessage(Tone::Notice, tr("The export was stopped. Nothing was written to %1.").arg(path));
        return;
    case ListExport::End::NotOpened:
        m_banner->showMessage(
            Tone::Critical, tr("%1 cannot be written: %2. Choose another folder or name.").arg(path, reason), tr("Choose …"));
        return;
    case ListExport::End::NotWritten:
        m_banner->showMessage(
            Tone::Critical, tr("Writing %1 failed: %2. What was there before is unchanged.").arg(path, reason), tr("Choose …"));
        return;
    case ListExport::End::NotRead:
        m_banner->showMessage(Tone::Critical,
            tr("The export to %1 ended after %2 rows, because the rest could not be read: %3. Nothing was written.")
                .arg(path, Presentation::count(m_export.rows()), reason),
            tr("Choose …"));
        return;
    }
}

/// What the button says at the moment: stop, try again elsewhere, or look at what was written.
void Exporter::bannerAction()
{
    if (m_export.isRunning())
        m_export.cancel();
    else if (!m_export.error().text.isEmpty())
        ask(m_which);
    else
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_export.path()).absolutePath()));
}

} // namespace Lockstep
