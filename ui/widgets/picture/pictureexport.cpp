// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/picture/pictureexport.h"

#include "core/log.h"
#include "session/settings.h"
#include "ui/widgets/banner.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
const QString directorySetting = u"export/directory"_s; // the lists' too
const QString formatSetting = u"export/picture"_s;
constexpr qsizetype maxPath = 400;
constexpr qsizetype maxReason = 400;

QString shownPath(const QString &path)
{
    return displayable(QDir::toNativeSeparators(path), maxPath);
}

/// The question before that for the file.
class ChoiceDialog : public QDialog
{
public:
    ChoiceDialog(const ExportOffer &offer, const QString &suffix, QWidget *parent)
        : QDialog(parent)
        , m_offer(offer)
        , m_format(new QComboBox(this))
        , m_part(new QComboBox(this))
        , m_colours(new QComboBox(this))
        , m_note(Presentation::plainLabel({}, this))
        , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
    {
        setWindowTitle(offer.title);
        setObjectName(u"pictureDialog"_s);
        m_format->setObjectName(u"pictureFormat"_s);
        m_part->setObjectName(u"picturePart"_s);
        m_colours->setObjectName(u"pictureColours"_s);
        for (const ExportOffer::Format &format : offer.formats)
            m_format->addItem(format.words, format.suffix);
        m_format->setCurrentIndex(std::max(0, m_format->findData(suffix)));
        m_part->addItems(offer.parts);
        m_colours->addItem(PictureExport::tr("Light, as on paper"));
        m_colours->addItem(PictureExport::tr("As in the window"));
        auto *form = new QFormLayout;
        form->addRow(PictureExport::tr("&Format:"), m_format);
        if (offer.parts.size() > 1)
            form->addRow(PictureExport::tr("&Part:"), m_part);
        else
            m_part->hide();
        form->addRow(PictureExport::tr("&Colours:"), m_colours);
        m_note->setMinimumWidth(360);
        QPushButton *go = m_buttons->addButton(PictureExport::tr("Choose the file …"), QDialogButtonBox::AcceptRole);
        go->setObjectName(u"pictureGo"_s);
        go->setDefault(true);
        auto *layout = new QVBoxLayout(this);
        layout->addLayout(form);
        layout->addWidget(m_note);
        layout->addWidget(m_buttons);
        connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
        connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        for (QComboBox *box : {m_format, m_part, m_colours})
            connect(box, &QComboBox::currentIndexChanged, this, [this, go] { showNote(go); });
        showNote(go);
    }

    ExportOffer::Choice choice() const
    {
        const bool light = !m_offer.formats.at(m_format->currentIndex()).hasColours || m_colours->currentIndex() == 0;
        return {.suffix = m_format->currentData().toString(), .part = std::max(0, m_part->currentIndex()), .isLight = light};
    }

private:
    void showNote(QPushButton *go)
    {
        m_colours->setEnabled(m_offer.formats.at(m_format->currentIndex()).hasColours);
        const QString refusal = m_offer.refusal ? m_offer.refusal(choice()) : QString();
        m_note->setText(refusal);
        m_note->setVisible(!refusal.isEmpty());
        go->setEnabled(refusal.isEmpty());
    }

    ExportOffer m_offer;
    QComboBox *m_format, *m_part, *m_colours;
    QLabel *m_note;
    QDialogButtonBox *m_buttons;
};
} // namespace

PictureExport::PictureExport(Banner *banner, Settings *settings, QWidget *parent)
    : QObject(parent)
    , m_banner(banner)
    , m_settings(settings)
    , m_parent(parent)
{
    m_banner->hide();
    connect(m_banner, &Banner::actionTriggered, this, &PictureExport::bannerAction);
    connect(&m_task, &FileTask::progressed, this, &PictureExport::showProgress);
    connect(&m_task, &FileTask::finished, this, &PictureExport::showEnd);
}

PictureExport::~PictureExport()
{
    // Belongs to the window, which stays.
    delete m_dialog.data();
}

bool PictureExport::cancel()
{
    const bool wasAsked = m_dialog != nullptr;
    delete m_dialog.data();
    const bool wasRunning = m_task.isRunning();
    m_task.cancel();
    return wasAsked || (wasRunning && !m_task.isRunning());
}

void PictureExport::ask(const ExportOffer &offer)
{
    if (m_dialog || m_task.isRunning())
        return;
    m_offer = offer;
    const QString before = m_settings ? m_settings->uiValue(formatSetting).toString() : QString();
    auto *dialog = new ChoiceDialog(offer, before, m_parent->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog = dialog;
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const ExportOffer::Choice choice = dialog->choice();
        m_dialog = nullptr;
        askFile(choice);
    });
    dialog->open();
}

void PictureExport::askFile(const ExportOffer::Choice &choice)
{
    const QString folder = m_settings ? m_settings->uiValue(directorySetting, QDir::homePath()).toString() : QDir::homePath();
    auto *dialog = new QFileDialog(m_parent->window(), m_offer.title, folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"pictureFileDialog"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const auto format = std::ranges::find(m_offer.formats, choice.suffix, &ExportOffer::Format::suffix);
    const QString pattern = u" (*."_s + choice.suffix + u')';
    dialog->setNameFilters({(format == m_offer.formats.end() ? choice.suffix : format->words) + pattern});
    dialog->setDefaultSuffix(choice.suffix);
    dialog->selectFile(m_offer.fileName + u'.' + choice.suffix);
    m_dialog = dialog;
    connect(dialog, &QDialog::accepted, this, [this, dialog, choice] {
        m_dialog = nullptr;
        if (const QString path = dialog->selectedFiles().value(0); !path.isEmpty())
            write(m_offer, choice, path);
    });
    dialog->open();
}

void PictureExport::write(const ExportOffer &offer, const ExportOffer::Choice &choice, const QString &path)
{
    m_offer = offer;
    m_failed = false;
    if (m_settings) {
        m_settings->setUiValue(directorySetting, QFileInfo(path).absolutePath());
        m_settings->setUiValue(formatSetting, choice.suffix);
    }
    m_task.start(path, offer.job(choice));
    if (m_task.isRunning())
        showProgress();
}

void PictureExport::showProgress()
{
    const int percent = std::clamp(int(m_task.progress() * 100), 0, 100);
    m_banner->showMessage(Tone::Notice, tr("Writing %1: %2 %").arg(shownPath(m_task.path())).arg(percent), tr("Stop"), false);
}

void PictureExport::showEnd(FileTask::End end)
{
    const QString path = shownPath(m_task.path());
    QString reason = displayable(m_task.error().text, maxReason);
    while (reason.endsWith(u'.'))
        reason.chop(1);
    m_failed = true;
    switch (end) {
    case FileTask::End::Written:
        m_failed = false;
        m_banner->showMessage(Tone::Good, tr("Written to %1").arg(path), tr("Open folder"));
        return;
    case FileTask::End::Cancelled:
        m_banner->showMessage(Tone::Notice, tr("The export was stopped. Nothing was written to %1.").arg(path));
        return;
    case FileTask::End::NotOpened:
        m_banner->showMessage(
            Tone::Critical, tr("%1 cannot be written: %2. Choose another folder or name.").arg(path, reason), tr("Choose …"));
        return;
    case FileTask::End::NotWritten:
        m_banner->showMessage(
            Tone::Critical, tr("Writing %1 failed: %2. What was there before is unchanged.").arg(path, reason), tr("Choose …"));
        return;
    case FileTask::End::NotMade:
        m_banner->showMessage(Tone::Critical, tr("%1 was not written: %2.").arg(path, reason), tr("Choose …"));
        return;
    }
}

/// What the button says at the moment: stop, try again, or look at what was written.
void PictureExport::bannerAction()
{
    if (m_task.isRunning())
        m_task.cancel();
    else if (m_failed)
        ask(ExportOffer(m_offer));
    else
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_task.path()).absolutePath()));
}

} // namespace Lockstep
