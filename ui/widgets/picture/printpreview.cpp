// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/picture/printpreview.h"

#include "ui/widgets/picture/printfile.h"
#include "ui/words/choicename.h"
#include "ui/words/presentation.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int waitMs = 25;
}

/// One page, as large as there is room.
class PrintPreview::Paper : public QWidget
{
public:
    explicit Paper(PrintPreview *preview)
        : QWidget(preview)
        , m_preview(preview)
    {
        setMinimumSize(320, 320);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QPageLayout &layout = m_preview->m_layout;
        const QSizeF sheet(layout.fullRectPixels(PictureFiles::resolution()).size());
        const double scale = std::min((width() - 2) / sheet.width(), (height() - 2) / sheet.height());
        painter.translate((width() - sheet.width() * scale) / 2, (height() - sheet.height() * scale) / 2);
        painter.scale(scale, scale);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
        painter.setPen(Qt::gray);
        painter.setBrush(Qt::white);
        painter.drawRect(QRectF(QPointF(), sheet));
        painter.translate(QPointF(layout.paintRectPixels(PictureFiles::resolution()).topLeft()));
        if (m_preview->m_pages && m_preview->m_picture->problem().isEmpty())
            m_preview->m_pages->paint(painter, m_preview->page());
    }

private:
    PrintPreview *m_preview;
};

PrintPreview::PrintPreview(std::shared_ptr<Picture> picture, QWidget *parent)
    : QDialog(parent)
    , m_picture(std::move(picture))
    , m_paper(new Paper(this))
    , m_number(new QSpinBox(this))
    , m_count(new QLabel(this))
    , m_orientation(new QComboBox(this))
    , m_note(Presentation::plainLabel({}, this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setObjectName(u"printPreview"_s);
    setWindowTitle(tr("Print"));
    m_paper->setAccessibleName(tr("Preview of the page"));
    m_number->setAccessibleName(tr("Page"));
    m_number->setObjectName(u"printPage"_s);
    m_number->setRange(1, 1);
    Presentation::nameChoice(m_orientation, tr("How the paper lies"));
    m_orientation->addItem(tr("Landscape"), QPageLayout::Landscape);
    m_orientation->addItem(tr("Portrait"), QPageLayout::Portrait);
    m_orientation->setObjectName(u"printOrientation"_s);
    m_note->hide();
    m_print = m_buttons->addButton(tr("&Print …"), QDialogButtonBox::ActionRole);
    m_print->setObjectName(u"printGo"_s);
    m_print->setDefault(true);
    auto *bar = new QHBoxLayout;
    //: before a field with the number of a page
    bar->addWidget(new QLabel(tr("Page"), this));
    bar->addWidget(m_number);
    bar->addWidget(m_count);
    bar->addStretch(1);
    bar->addWidget(m_orientation);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_paper, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_buttons);
    resize(900, 760);
    connect(m_number, &QSpinBox::valueChanged, this, &PrintPreview::showPage);
    connect(m_orientation, &QComboBox::currentIndexChanged, this, &PrintPreview::layOut);
    connect(m_print, &QPushButton::clicked, this, &PrintPreview::choosePrinter);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_printer ? printSome() : m_isMeasured ? showPage() : layOut(); });
    layOut();
}

PrintPreview::~PrintPreview()
{
    // No printer is left with half of it; a file stays as it was.
    while (m_isSending && !m_file && m_sent < m_sheets.size())
        sendPage();
    if (m_painter)
        m_painter->end();
}

int PrintPreview::page() const
{
    return m_number->value() - 1;
}

void PrintPreview::showProblem(const QString &problem)
{
    m_note->setText(tr("This cannot be printed: %1.").arg(problem));
    m_note->show();
    m_print->setEnabled(false);
}

void PrintPreview::layOut()
{
    if (const QString problem = m_picture->problem(); !problem.isEmpty())
        return showProblem(problem);
    if (!m_isMeasured) {
        QString problem;
        const FileTask::Step step = PictureFiles::measure(*m_picture, m_patience, problem);
        if (step == FileTask::Step::Failed)
            return showProblem(problem);
        m_isMeasured = step == FileTask::Step::Done;
        m_print->setEnabled(m_isMeasured);
        if (!m_isMeasured) {
            m_timer.start(step == FileTask::Step::Wait ? waitMs : 0);
            return;
        }
    }
    m_print->setEnabled(true);
    m_layout = PictureFiles::defaultPage(QPageLayout::Orientation(m_orientation->currentData().toInt()));
    m_pages = std::make_unique<PicturePages>(*m_picture, PictureFiles::pageSize(m_layout));
    m_number->setMaximum(m_pages->count());
    //: after a field with the number of a page
    m_count->setText(tr("of %1").arg(Presentation::count(m_pages->count())));
    showPage();
}

void PrintPreview::showPage()
{
    if (!m_pages || m_printer)
        return;
    if (const QString problem = m_picture->problem(); !problem.isEmpty())
        return showProblem(problem);
    const auto [first, count] = m_pages->rowsOn(page());
    QString problem;
    const FileTask::Step step = PictureFiles::await(*m_picture, m_patience, first, count, problem);
    if (step == FileTask::Step::Failed)
        return showProblem(problem);
    if (step == FileTask::Step::Wait)
        m_timer.start(waitMs);
    m_paper->update();
}

void PrintPreview::choosePrinter()
{
    auto printer = std::make_unique<QPrinter>(QPrinter::ScreenResolution);
    printer->setResolution(PictureFiles::resolution());
    printer->setPageLayout(m_layout);
    printer->setDocName(m_picture->heading().title);
    printer->setCreator(u"Lockstep"_s);
    auto *dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setMinMax(1, m_pages->count());
    // The dialog uses the printer until it is gone.
    const auto owned = std::make_shared<std::unique_ptr<QPrinter>>(std::move(printer));
    connect(dialog, &QDialog::accepted, this, [this, owned] { print(std::move(*owned)); });
    connect(dialog, &QObject::destroyed, this, [owned] {});
    dialog->open();
}

void PrintPreview::print(std::unique_ptr<QPrinter> printer)
{
    if (m_printer)
        return;
    m_printer = std::move(printer);
    m_printer->setResolution(PictureFiles::resolution());
    if (const QString path = m_printer->outputFileName(); !path.isEmpty()) {
        m_file = std::make_unique<PrintFile>(path);
        if (m_file->name().isEmpty())
            return refuse();
        m_printer->setOutputFileName(m_file->name());
    }
    m_pages = std::make_unique<PicturePages>(*m_picture, PictureFiles::pageSize(m_printer->pageLayout()));
    // The paper may be another than that whose pages were counted.
    const int count = m_pages->count();
    m_next = std::clamp(m_printer->fromPage() - 1, 0, count - 1);
    m_last = m_printer->toPage() > 0 ? std::clamp(m_printer->toPage(), m_next + 1, count) : count;
    m_print->setEnabled(false);
    m_number->setEnabled(false);
    m_orientation->setEnabled(false);
    m_timer.start(0);
}

/// Says that there is no printing there; another printer may do.
void PrintPreview::refuse()
{
    endPrinting();
    showProblem(tr("the printer or its file cannot be written to. Choose another"));
    m_print->setEnabled(true);
}

void PrintPreview::printSome()
{
    if (m_isSending)
        return sendSome();
    QString problem = m_picture->problem();
    const auto [row, rows] = m_pages->rowsOn(m_next);
    const FileTask::Step step = problem.isEmpty() ? PictureFiles::await(*m_picture, m_patience, row, rows, problem) : FileTask::Step::Failed;
    if (step == FileTask::Step::Failed) {
        endPrinting();
        return showProblem(problem);
    }
    if (step == FileTask::Step::Wait) {
        m_timer.start(waitMs);
        return;
    }
    QPainter painter(&m_sheets.emplace_back());
    m_pages->paint(painter, m_next);
    painter.end();
    m_note->setText(tr("Printing page %1 of %2").arg(Presentation::count(++m_next), Presentation::count(m_last)));
    m_note->show();
    m_next < m_last ? m_timer.start(0) : send();
}

/// Begins what cannot be taken back.
void PrintPreview::send()
{
    m_painter = std::make_unique<QPainter>();
    if (!m_painter->begin(m_printer.get()))
        return refuse();
    m_isSending = true;
    m_buttons->setEnabled(false);
    m_timer.start(0);
}

void PrintPreview::sendPage()
{
    if (m_sent > 0)
        m_printer->newPage();
    m_painter->save();
    m_sheets[m_sent].play(m_painter.get());
    m_painter->restore();
    m_sheets[m_sent++] = QPicture();
}

void PrintPreview::sendSome()
{
    sendPage();
    if (m_sent < m_sheets.size()) {
        m_timer.start(0);
        return;
    }
    m_painter->end();
    m_painter.reset();
    m_printer.reset();
    const bool isThere = !m_file || m_file->commit();
    endPrinting();
    if (!isThere)
        return showProblem(tr("the file could not be written. What was there before is unchanged"));
    Q_EMIT printed();
    accept();
}

/// Leaves nothing of it; a printer gets what was sent.
void PrintPreview::endPrinting()
{
    if (m_painter)
        m_painter->end();
    m_painter.reset();
    m_printer.reset();
    m_file.reset();
    m_sheets.clear();
    m_sent = 0;
    m_isSending = false;
    m_buttons->setEnabled(true);
    m_number->setEnabled(true);
    m_orientation->setEnabled(true);
}

void PrintPreview::done(int result)
{
    if (m_isSending)
        return; // half of it would be printed
    m_timer.stop();
    endPrinting();
    QDialog::done(result);
}

} // namespace Lockstep
