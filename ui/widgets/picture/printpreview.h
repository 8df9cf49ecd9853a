// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/picture/picturefiles.h"
#include "ui/widgets/picture/picturepages.h"

#include <QDialog>
#include <QPicture>
#include <QTimer>

#include <vector>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QPrinter;
class QPushButton;
class QSpinBox;

namespace Lockstep {

class PrintFile;

/// What a picture looks like on paper, a page at a time, whatever its length: a page is drawn when it is looked at. From here it is printed,
/// page by page while the window goes on.
class PrintPreview : public QDialog
{
    Q_OBJECT
public:
    explicit PrintPreview(std::shared_ptr<Picture> picture, QWidget *parent = nullptr);
    ~PrintPreview() override;

    int pages() const { return m_pages ? m_pages->count() : 0; }
    int page() const; ///< that is seen, from 0
    bool isPrinting() const { return m_printer != nullptr; }
    /// Prints all pages, or those that the printer was told; closes when it is done. They are drawn first, and go to the printer when all are
    /// there: until then closing this prints nothing and leaves the file as it was; after that it waits for the printer, for a moment.
    void print(std::unique_ptr<QPrinter> printer);

Q_SIGNALS:
    void printed();

protected:
    void done(int result) override;

private:
    class Paper;
    void layOut();
    void showPage();
    void choosePrinter();
    void refuse();
    void printSome();
    void send();
    void sendPage();
    void sendSome();
    void endPrinting();
    void showProblem(const QString &problem);

    std::shared_ptr<Picture> m_picture;
    std::unique_ptr<PicturePages> m_pages;
    QPageLayout m_layout;
    QTimer m_timer; ///< measures, waits for what a page says, prints
    Paper *m_paper;
    QSpinBox *m_number;
    QLabel *m_count;
    QComboBox *m_orientation;
    QLabel *m_note;
    QDialogButtonBox *m_buttons;
    QPushButton *m_print;
    std::unique_ptr<PrintFile> m_file; ///< that is printed into; null: a printer
    std::unique_ptr<QPrinter> m_printer;
    std::unique_ptr<QPainter> m_painter;
    PictureFiles::Patience m_patience;
    bool m_isMeasured = false;
    bool m_isSending = false;
    std::vector<QPicture> m_sheets; ///< that are drawn, to be sent
    std::size_t m_sent = 0;
    int m_next = 0; ///< that is printed
    int m_last = 0;
};

} // namespace Lockstep
