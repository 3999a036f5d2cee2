using HelpBuilder.Errors;

namespace HelpBuilder.Pages;

/// <summary>Writes the pages by which a reader finds an error: one by the module's ids, one by the codes of the sign-in service.</summary>
internal static class ErrorPages
{
    /// <summary>The lines of the page of error ids.</summary>
    public static IEnumerable<string> OfIds(IReadOnlyList<ErrorEntry> errors, MarkdownText text) =>
        [
            "# Errors by id",
            "",
            "An error of this module has an id that stays the same between versions. `$Error[0].FullyQualifiedErrorId` shows it, before the comma. An ellipsis stands for a value.",
            "",
            .. errors.SelectMany(error =>
                (string[])
                    [
                        $"## {error.Id}",
                        "",
                        .. error
                            .Messages.DefaultIfEmpty("The message says what is wrong with the value.")
                            .SelectMany(message => (string[])[text.Line(message), ""]),
                        .. error.Cures.Count == 0
                            ? []
                            : (string[])["What to do:", "", .. error.Cures.Select(cure => $"- {text.Line(cure)}"), ""],
                    ]
            ),
            .. See,
        ];

    /// <summary>The lines of the page of sign-in codes.</summary>
    public static IEnumerable<string> OfSignInCodes(IReadOnlyList<SignInCode> codes, MarkdownText text) =>
        [
            "# Errors of the sign-in service by code",
            "",
            "Microsoft Entra refuses a sign-in with a code such as AADSTS7000215. The module shows it with what to do; this is the whole table.",
            "",
            .. codes
                .GroupBy(code => code.Group)
                .SelectMany(group =>
                    (string[])
                        [
                            $"## {group.Key}",
                            "",
                            "| Code | What to do |",
                            "|---|---|",
                            .. group.Select(code => $"| {ErrorSource.Name(code)} | {text.Cell(code.Cure)} |"),
                            "",
                        ]
                ),
            .. See,
        ];

    private static IEnumerable<string> See => ["More: [Troubleshooting](../troubleshooting.md)."];
}
