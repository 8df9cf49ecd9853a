// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logline.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace Lockstep::Synapse {

namespace {

// Every message of interest holds one of these.
constexpr std::string_view handlingUpdate = "Handling update ";
constexpr std::string_view handlingResync = "Handling resync update ";
constexpr std::string_view deviceList = "device list ";
constexpr std::string_view pending = "pending updates: ";
constexpr std::string_view transaction = "Received txn ";
constexpr std::string_view forwarded = "'m.device_list_update' edu from ";
constexpr std::string_view denied = "Federation denied with ";
constexpr std::string_view blocked = "DNS resolution to ";
constexpr std::string_view failedToSend = "Request failed: PUT ";
/// What a sender chose would be found too often without what stands before it.
constexpr std::string_view edu = "EDU of type m.device_list_update";

/// A marker, and which of its letters is looked for first, together with the one that stands `distance` behind: pairs that are rare in what
/// else Synapse logs. Markers of one bucket begin their pair with one letter.
struct Marker
{
    std::string_view text;
    size_t at = 0;
    unsigned bucket = 0;
};

constexpr size_t distance = 9;
constexpr std::array<Marker, 10> markers{{{handlingUpdate, 0, 0}, {handlingResync, 0, 0}, {deviceList, 2, 1}, {forwarded, 21, 2},
    {edu, 0, 3}, {pending, 0, 4}, {transaction, 0, 5}, {failedToSend, 0, 5}, {denied, 0, 6}, {blocked, 0, 7}}};
template <size_t which>
bool isAt(std::string_view text, size_t pos)
{
    constexpr Marker marker = markers[which]; // of a size that is known, so that it is compared without a call
    return pos >= marker.at && text.size() - (pos - marker.at) >= marker.text.size()
        && std::memcmp(text.data() + pos - marker.at, marker.text.data(), marker.text.size()) == 0;
}

/// The marker of which a pair begins at \a pos, or npos.
size_t confirm(std::string_view text, size_t pos)
{
    const auto is = [&]<size_t... which>(std::index_sequence<which...>)
    {
        return (isAt<which>(text, pos) || ...);
    };
    switch (text[pos]) {
    case 'H':
        return is(std::index_sequence<0, 1>()) ? pos : std::string_view::npos;
    case 'v':
        return is(std::index_sequence<2>()) ? pos - markers[2].at : std::string_view::npos;
    case '\'':
        return is(std::index_sequence<3>()) ? pos - markers[3].at : std::string_view::npos;
    default:
        return is(std::index_sequence<4, 5, 6, 7, 8, 9>()) ? pos : std::string_view::npos;
    }
}

/// The buckets of which a byte is the letter.
struct Buckets
{
    std::array<uint8_t, 256> ofByte{};
    /// The same by halves of a byte: it is in a bucket if both halves are.
    alignas(16) std::array<uint8_t, 16> ofLowHalf{}, ofHighHalf{};

    /// Of the letters that stand so far behind the beginning of a pair.
    constexpr explicit Buckets(size_t offset)
    {
        for (const Marker &marker : markers) {
            const auto letter = uint8_t(marker.text[marker.at + offset]);
            const auto bit = uint8_t(1U << marker.bucket);
            for (uint8_t *const entry : {&ofByte[letter], &ofLowHalf[letter & 15U], &ofHighHalf[letter >> 4U]})
                *entry = uint8_t(*entry | bit);
        }
    }
};

constexpr Buckets firstLetters(0), lastLetters(distance);
static_assert(std::all_of(markers.begin(), markers.end(), [](const Marker &marker) { return marker.at + distance < marker.text.size(); }));

/// \a pos: where pairs are looked for from on. What begins before \a from is none.
size_t findPlainly(std::string_view text, size_t from, size_t pos)
{
    for (; pos + distance < text.size(); ++pos) {
        if ((firstLetters.ofByte[uint8_t(text[pos])] & lastLetters.ofByte[uint8_t(text[pos + distance])]) == 0)
            continue;
        const size_t found = confirm(text, pos);
        if (found != std::string_view::npos && found >= from)
            return found;
    }
    return std::string_view::npos;
}

#if defined(__x86_64__)

constexpr size_t width = 32;

__attribute__((target("avx2"))) inline __m256i tableOf(const std::array<uint8_t, 16> &halves)
{
    return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i *>(halves.data())));
}

/// The buckets of the bytes at \a at.
__attribute__((target("avx2"))) inline __m256i bucketsAt(const char *at, __m256i lowHalves, __m256i highHalves)
{
    const __m256i mask = _mm256_set1_epi8(15);
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(at));
    const __m256i low = _mm256_and_si256(bytes, mask), high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), mask);
    return _mm256_and_si256(_mm256_shuffle_epi8(lowHalves, low), _mm256_shuffle_epi8(highHalves, high));
}

/// A bit for each byte that has any bucket.
__attribute__((target("avx2"))) inline uint64_t placesOf(__m256i buckets)
{
    return ~uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256())));
}

__attribute__((target("avx2"))) size_t findWide(std::string_view text, size_t from)
{
    constexpr size_t step = 2 * width;
    const __m256i firstLow = tableOf(firstLetters.ofLowHalf), firstHigh = tableOf(firstLetters.ofHighHalf);
    const __m256i lastLow = tableOf(lastLetters.ofLowHalf), lastHigh = tableOf(lastLetters.ofHighHalf);
    size_t pos = from;
    for (; pos + step + distance <= text.size(); pos += step) {
        const char *at = text.data() + pos;
        const __m256i one = _mm256_and_si256(bucketsAt(at, firstLow, firstHigh), bucketsAt(at + distance, lastLow, lastHigh));
        const __m256i other
            = _mm256_and_si256(bucketsAt(at + width, firstLow, firstHigh), bucketsAt(at + width + distance, lastLow, lastHigh));
        const __m256i any = _mm256_or_si256(one, other);
        if (_mm256_testz_si256(any, any))
            continue;
        for (uint64_t hits = placesOf(one) | placesOf(other) << width; hits != 0; hits &= hits - 1) {
            const size_t found = confirm(text, pos + size_t(std::countr_zero(hits)));
            if (found != std::string_view::npos && found >= from)
                return found;
        }
    }
    return findPlainly(text, from, pos);
}

#endif

} // namespace

size_t findMarker(std::string_view text, size_t from)
{
#if defined(__x86_64__)
    static const bool wide = __builtin_cpu_supports("avx2");
    if (wide)
        return findWide(text, from);
#endif
    return findPlainly(text, from, from);
}

} // namespace Lockstep::Synapse
