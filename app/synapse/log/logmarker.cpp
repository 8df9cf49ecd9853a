// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logline.h"

#include <algorithm>
#include <array>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace Lockstep::Synapse {

namespace {

// Every message of interest holds one of these. Of each, two letters that stand seven apart are compared first:
// (H)andlin(g), de(v)ice li(s)t, de(v)ice_li(s)t, (R)eceive(d), (F)ederat(i)on, (D)NS res(o)lution, (R)equest( )failed and, one to the
// right, (p)endin(g).
constexpr std::string_view handling = "Handling ";
constexpr std::string_view deviceList = "device list ";
constexpr std::string_view pending = "pending updates: ";
constexpr std::string_view transaction = "Received txn ";
constexpr std::string_view forwarded = "'m.device_list_update' edu from ";
constexpr std::string_view denied = "Federation denied with ";
constexpr std::string_view blocked = "DNS resolution to ";
constexpr std::string_view failedToSend = "Request failed: PUT ";
/// What a sender chose would be found too often without what stands before it.
constexpr std::string_view edu = "EDU of type m.device_list_update";
constexpr size_t vInEdu = 16;
constexpr size_t distance = 7;
/// More than lies between a marker's beginning and the end of its pair of letters.
constexpr size_t lookBack = 32;
constexpr size_t vInForwarded = 5;
constexpr size_t vInDeviceList = 2;

bool standsAt(std::string_view text, size_t pos, std::string_view needle)
{
    return text.substr(pos, needle.size()) == needle;
}

/// The marker of which a letter pair begins at \a pos, or npos.
size_t confirm(std::string_view text, size_t pos)
{
    // "Handling update" and "Handling resync update"; others are many.
    if (standsAt(text, pos, handling) && (standsAt(text, pos + handling.size(), "u") || standsAt(text, pos + handling.size(), "r")))
        return pos;
    if (standsAt(text, pos + 1, pending))
        return pos + 1;
    if (pos >= vInDeviceList && standsAt(text, pos - vInDeviceList, deviceList))
        return pos - vInDeviceList;
    if (standsAt(text, pos, transaction))
        return pos;
    if (pos >= vInForwarded && standsAt(text, pos - vInForwarded, forwarded))
        return pos - vInForwarded;
    if (pos >= vInEdu && standsAt(text, pos - vInEdu, edu))
        return pos - vInEdu;
    if (standsAt(text, pos, denied) || standsAt(text, pos, blocked) || standsAt(text, pos, failedToSend))
        return pos;
    return std::string_view::npos;
}

size_t findPlainly(std::string_view text, size_t from)
{
    return std::min({text.find(handling, from), text.find(deviceList, from), text.find(pending, from), text.find(transaction, from),
        text.find(forwarded, from), text.find(denied, from), text.find(blocked, from), text.find(edu, from),
        text.find(failedToSend, from)});
}

#if defined(__x86_64__)

// The two differ in the width of a register only; SSE2 is part of every x86-64.

__attribute__((target("avx2"))) size_t findWide(std::string_view text, size_t from)
{
    constexpr size_t width = 32;
    const __m256i h = _mm256_set1_epi8('H'), v = _mm256_set1_epi8('v'), p = _mm256_set1_epi8('p');
    const __m256i g = _mm256_set1_epi8('g'), s = _mm256_set1_epi8('s');
    const __m256i r = _mm256_set1_epi8('R'), d = _mm256_set1_epi8('d'), space = _mm256_set1_epi8(' ');
    const __m256i f = _mm256_set1_epi8('F'), i = _mm256_set1_epi8('i'), dns = _mm256_set1_epi8('D'), o = _mm256_set1_epi8('o');
    size_t pos = from;
    for (; pos + width + distance <= text.size(); pos += width) {
        const char *at = text.data() + pos;
        const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(at));
        const __m256i second = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(at + 1));
        const __m256i last = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(at + distance));
        const __m256i withG
            = _mm256_and_si256(_mm256_or_si256(_mm256_cmpeq_epi8(first, h), _mm256_cmpeq_epi8(second, p)), _mm256_cmpeq_epi8(last, g));
        const __m256i withS = _mm256_and_si256(_mm256_cmpeq_epi8(first, v), _mm256_cmpeq_epi8(last, s));
        const __m256i withD
            = _mm256_and_si256(_mm256_cmpeq_epi8(first, r), _mm256_or_si256(_mm256_cmpeq_epi8(last, d), _mm256_cmpeq_epi8(last, space)));
        const __m256i withI = _mm256_and_si256(_mm256_cmpeq_epi8(first, f), _mm256_cmpeq_epi8(last, i));
        const __m256i withO = _mm256_and_si256(_mm256_cmpeq_epi8(first, dns), _mm256_cmpeq_epi8(last, o));
        const __m256i any = _mm256_or_si256(_mm256_or_si256(withG, withS), _mm256_or_si256(withD, _mm256_or_si256(withI, withO)));
        for (auto hits = unsigned(_mm256_movemask_epi8(any)); hits != 0; hits &= hits - 1) {
            const size_t found = confirm(text, pos + size_t(__builtin_ctz(hits)));
            if (found != std::string_view::npos && found >= from)
                return found;
        }
    }
    return findPlainly(text, std::max(from, pos < lookBack ? 0 : pos - lookBack));
}

size_t findNarrow(std::string_view text, size_t from)
{
    constexpr size_t width = 16;
    const __m128i h = _mm_set1_epi8('H'), v = _mm_set1_epi8('v'), p = _mm_set1_epi8('p'), g = _mm_set1_epi8('g'), s = _mm_set1_epi8('s');
    const __m128i r = _mm_set1_epi8('R'), d = _mm_set1_epi8('d'), space = _mm_set1_epi8(' ');
    const __m128i f = _mm_set1_epi8('F'), i = _mm_set1_epi8('i'), dns = _mm_set1_epi8('D'), o = _mm_set1_epi8('o');
    size_t pos = from;
    for (; pos + width + distance <= text.size(); pos += width) {
        const char *at = text.data() + pos;
        const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
        const __m128i second = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + 1));
        const __m128i last = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at + distance));
        const __m128i withG = _mm_and_si128(_mm_or_si128(_mm_cmpeq_epi8(first, h), _mm_cmpeq_epi8(second, p)), _mm_cmpeq_epi8(last, g));
        const __m128i withS = _mm_and_si128(_mm_cmpeq_epi8(first, v), _mm_cmpeq_epi8(last, s));
        const __m128i withD = _mm_and_si128(_mm_cmpeq_epi8(first, r), _mm_or_si128(_mm_cmpeq_epi8(last, d), _mm_cmpeq_epi8(last, space)));
        const __m128i withI = _mm_and_si128(_mm_cmpeq_epi8(first, f), _mm_cmpeq_epi8(last, i));
        const __m128i withO = _mm_and_si128(_mm_cmpeq_epi8(first, dns), _mm_cmpeq_epi8(last, o));
        const __m128i any = _mm_or_si128(_mm_or_si128(withG, withS), _mm_or_si128(withD, _mm_or_si128(withI, withO)));
        for (auto hits = unsigned(_mm_movemask_epi8(any)); hits != 0; hits &= hits - 1) {
            const size_t found = confirm(text, pos + size_t(__builtin_ctz(hits)));
            if (found != std::string_view::npos && found >= from)
                return found;
        }
    }
    return findPlainly(text, std::max(from, pos < lookBack ? 0 : pos - lookBack));
}

#endif

} // namespace

size_t findMarker(std::string_view text, size_t from)
{
    if (from >= text.size())
        return std::string_view::npos;
    if (standsAt(text, from, pending)) // its letters are looked for from the byte before
        return from;
#if defined(__x86_64__)
    static const bool wide = __builtin_cpu_supports("avx2");
    return wide ? findWide(text, from) : findNarrow(text, from);
#else
    return findPlainly(text, from);
#endif
}

} // namespace Lockstep::Synapse
