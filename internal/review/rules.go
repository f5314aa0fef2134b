package review

import (
	"embed"

	"github.com/newel-api/newel/internal/diag"
)

// checks are all rules that look at a design, the worst first.
var checks = []check{
	{&openWrite, lookOpenWrite},
	{&unscopedList, lookUnscopedList},
	{&privilegedField, lookPrivilegedField},
	{&anothersName, lookAnothersName},
	{&personalFilter, lookPersonalFilter},
	{&noRate, lookNoRate},
	{&countedIDs, lookCountedIDs},
	{&unboundedText, lookUnboundedText},
	{&unindexedFilter, lookUnindexedFilter},
	{&unindexedSort, lookUnindexedSort},
	{&textForType, lookTextForType},
	{&moneyNumber, lookMoneyNumber},
	{&twoTypes, lookTwoTypes},
	{&misleadingName, lookMisleadingName},
	{&unneededOperation, lookUnneededOperation},
	{&untestedRequirement, lookUntestedRequirement},
	{&uncalledOperation, lookUncalledOperation},
	{&unprovedPromise, lookUnprovedPromise},
	{&unprovedCode, lookUnprovedCode},
	{&unsafeInteger, lookUnsafeInteger},
	{&booleanState, lookBooleanState},
	{&singularResource, lookSingularResource},
	{&verbInPath, lookVerbInPath},
	{&deepPath, lookDeepPath},
	{&oneWordName, lookOneWordName},
	{&genericName, lookGenericName},
	{&alikeOperations, lookAlikeOperations},
	{&endlessDeprecation, lookEndlessDeprecation},
	{&pastSunset, lookPastSunset},
	{&largeTotal, lookLargeTotal},
	{&undescribed, lookUndescribed},
}

// Rules are all rules of this room.
var Rules = func() []*diag.Rule {
	all := []*diag.Rule{&unknownRule, &staleAcceptance, &spentAcceptance}
	for _, c := range checks {
		all = append(all, c.rule)
	}
	return all
}()

// Pages are the pages of the rules.
//
//go:embed rules/*.txtar
var Pages embed.FS
