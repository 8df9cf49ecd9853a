// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/presentation.h"

#include "domain/apiwords.h"
#include "ui/words/tintedicon.h"
#include "ui/words/wraplabel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QJsonObject>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace Lockstep::Presentation {

namespace {
bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Base).lightnessF() < 0.5F;
}

QString iconFile(const QString &name)
{
    return u":/icons/"_s + name + u".svg"_s;
}

/// Mixes the text colour into its background, so that quiet text stays readable in any theme.
QColor quietColor(const QPalette &palette)
{
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    const QColor ground = palette.color(QPalette::Active, QPalette::Window);
    constexpr float share = 0.66F;
    const auto mix = [](float a, float b) { return a * share + b * (1 - share); };
    return QColor::fromRgbF(mix(text.redF(), ground.redF()), mix(text.greenF(), ground.greenF()), mix(text.blueF(), ground.blueF()));
}

/// Gives a widget's text the colour of a tone, again whenever the palette changes.
class ToneFilter : public QObject
{
public:
    ToneFilter(QWidget *widget, Tone tone)
        : QObject(widget)
        , m_widget(widget)
        , m_tone(tone)
    {
        apply();
        widget->installEventFilter(this);
    }

    void setTone(Tone tone)
    {
        m_tone = tone;
        apply();
    }

    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (object == m_widget && (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange) && !m_applying)
            apply();
        return QObject::eventFilter(object, event);
    }

private:
    void apply()
    {
        m_applying = true; // what is set here is a change too
        // Only the one colour: all others are those of where the widget is.
        QPalette palette;
        palette.setResolveMask(0);
        const auto role = qobject_cast<QAbstractButton *>(m_widget) ? QPalette::ButtonText : QPalette::WindowText;
        palette.setColor(role, toneColor(m_tone, QGuiApplication::palette()));
        m_widget->setPalette(palette);
        m_applying = false;
    }

    QWidget *m_widget;
    Tone m_tone;
    bool m_applying = false;
};

/// Draws a label's icon again whenever the palette changes: a pixmap keeps the colours that it was drawn with.
class PictureFilter : public QObject
{
public:
    explicit PictureFilter(QLabel *label)
        : QObject(label)
        , m_label(label)
    {
        label->installEventFilter(this);
    }

    void set(const QIcon &icon, int size)
    {
        m_icon = icon;
        m_size = size;
        draw();
    }

    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (object == m_label && (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange))
            draw();
        return QObject::eventFilter(object, event);
    }

private:
    void draw() { m_label->setPixmap(m_icon.isNull() ? QPixmap() : m_icon.pixmap(QSize(m_size, m_size), m_label->devicePixelRatioF())); }

    QLabel *m_label;
    QIcon m_icon;
    int m_size = 0;
};

/// The filter of this kind that a widget has already.
template <typename Filter>
Filter *filterOf(const QWidget *widget)
{
    for (QObject *child : widget->children()) {
        if (auto *filter = dynamic_cast<Filter *>(child))
            return filter;
    }
    return nullptr;
}
} // namespace

QColor toneColor(Tone tone, const QPalette &palette)
{
    const bool dark = isDark(palette);
    switch (tone) {
    case Tone::Quiet:
        return quietColor(palette);
    case Tone::Good:
        return dark ? QColor(0x6f, 0xd0, 0xb0) : QColor(0x1c, 0x73, 0x55);
    case Tone::Notice:
        return accentColor(palette);
    case Tone::Warning:
        return dark ? QColor(0xe8, 0xb3, 0x4b) : QColor(0x96, 0x5a, 0x00);
    case Tone::Critical:
        return dark ? QColor(0xff, 0x8a, 0x80) : QColor(0xb0, 0x10, 0x30);
    }
    return palette.color(QPalette::WindowText);
}

QColor accentColor(const QPalette &palette)
{
    return isDark(palette) ? QColor(0x8a, 0xb8, 0xf5) : QColor(0x1f, 0x5a, 0xa8);
}

QIcon icon(const QString &name)
{
    return QFile::exists(iconFile(name)) ? QIcon(new TintedIconEngine(iconFile(name), {})) : QIcon();
}

QIcon icon(const QString &name, Tone tone)
{
    if (!QFile::exists(iconFile(name)))
        return {};
    return QIcon(new TintedIconEngine(iconFile(name), [tone](const QPalette &palette) { return toneColor(tone, palette); }));
}

QIcon stateIcon(Inspection::UserState state)
{
    using Inspection::UserState;
    static const QHash<UserState, QString> names = {
        {UserState::InStep, u"state-in-step"_s},
        {UserState::Stale, u"state-stale"_s},
        {UserState::Queued, u"state-queued"_s},
        {UserState::Orphaned, u"state-orphaned"_s},
        {UserState::Gap, u"state-gap"_s},
        {UserState::RemoteFailing, u"state-failing"_s},
        {UserState::UnsignedDevices, u"state-unsigned"_s},
        {UserState::Untracked, u"state-untracked"_s},
        {UserState::LeftoverMarker, u"state-orphaned"_s},
        {UserState::UnusableKeys, u"state-unsigned"_s},
        {UserState::CrossSigningBroken, u"state-unsigned"_s},
        {UserState::TooManyDevices, u"state-stale"_s},
        {UserState::ResyncLoop, u"state-queued"_s},
        {UserState::Differs, u"state-gap"_s},
    };
    return icon(names.value(state, u"state-unknown"_s), stateTone(state));
}

QIcon breakIcon(Break flag)
{
    QString name = toApiNames(Breaks(flag)).value(0);
    return icon(u"break-"_s + name.replace(u'_', u'-'), breakTone(flag));
}

QIcon signatureIcon(SignatureState state)
{
    switch (state) {
    case SignatureState::Valid:
        return icon(u"signature-valid"_s, signatureTone(state));
    case SignatureState::Missing:
        return icon(u"signature-missing"_s, signatureTone(state));
    case SignatureState::Invalid:
    case SignatureState::IdMismatch:
        return icon(u"signature-invalid"_s, signatureTone(state));
    case SignatureState::Unchecked:
    case SignatureState::NoKeys:
        break;
    }
    return icon(u"signature-none"_s, signatureTone(state));
}

QIcon crossSignatureIcon(CrossSignatureState state)
{
    switch (state) {
    case CrossSignatureState::CrossSigned:
        return icon(u"signature-valid"_s, crossSignatureTone(state));
    case CrossSignatureState::NotCrossSigned:
        return icon(u"state-unsigned"_s, crossSignatureTone(state));
    case CrossSignatureState::CrossSigningIncomplete:
        return icon(u"signature-missing"_s, crossSignatureTone(state));
    case CrossSignatureState::CrossSigningInvalid:
    case CrossSignatureState::CrossSignatureInvalid:
    case CrossSignatureState::RefuseIdCollision:
        return icon(u"signature-invalid"_s, crossSignatureTone(state));
    case CrossSignatureState::Unchecked:
    case CrossSignatureState::NoKeys:
    case CrossSignatureState::NoCrossSigning:
        break;
    }
    return icon(u"signature-none"_s, crossSignatureTone(state));
}

QIcon severityIcon(Severity severity)
{
    const Tone tone = severityTone(severity);
    if (tone == Tone::Critical)
        return icon(u"error"_s, tone);
    return icon(tone == Tone::Warning ? u"warning"_s : u"info"_s, tone);
}

QString publicKey(const QJsonObject &keys, const QString &algorithm)
{
    const QJsonObject all = keys.value(u"keys"_s).toObject();
    const QString prefix = algorithm + u':';
    for (auto key = all.begin(); key != all.end(); ++key) {
        if (key.key().startsWith(prefix))
            return key.value().toString();
    }
    return {};
}

QFont fixedFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const QFont general = QApplication::font();
    if (general.pointSizeF() > 0)
        font.setPointSizeF(general.pointSizeF());
    return font;
}

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new WrapLabel(parent);
    label->setText(text);
    return label;
}

void setToolTip(QWidget *widget, const QString &plainText)
{
    widget->setToolTip(toolTip(plainText));
    widget->setAccessibleDescription(plainText);
}

QString identifier(const QString &displayable)
{
    const QChar mark(0x200e); // left-to-right mark
    return QGuiApplication::isRightToLeft() && !displayable.isEmpty() ? mark + displayable + mark : displayable;
}

QString toolTip(const QString &plainText)
{
    if (plainText.isEmpty())
        return {};
    // Always markup: Qt guesses by the first characters, and a remote text could make it guess wrong.
    return u"<p style='white-space:pre-wrap'>"_s + plainText.toHtmlEscaped() + u"</p>"_s;
}

void setTone(QWidget *widget, Tone tone)
{
    if (auto *filter = filterOf<ToneFilter>(widget))
        filter->setTone(tone);
    else
        new ToneFilter(widget, tone); // owned by the widget
}

void setPicture(QLabel *label, const QIcon &icon, int size)
{
    auto *filter = filterOf<PictureFilter>(label);
    if (!filter)
        filter = new PictureFilter(label); // owned by the label
    filter->set(icon, size);
}

void setQuiet(QLabel *label)
{
    setTone(label, Tone::Quiet);
}

} // namespace Lockstep::Presentation
