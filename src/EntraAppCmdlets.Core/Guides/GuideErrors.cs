using System.Text.Json;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>Errors about vendors' guides and their parameters.</summary>
internal static class GuideErrors
{
    public static AppException VendorParameterUnknown(VendorTemplate template, string parameter, IEnumerable<string> known) =>
        new(
            nameof(VendorParameterUnknown),
            AppErrorKind.InvalidArgument,
            parameter,
            $"The template of {template.Id} has no parameter '{parameter}'. {(known.Any() ? $"It has: {string.Join(", ", known)}" : "It has none")}.",
            known.Any() ? $"{Parameters(template)} explains them." : "Leave the parameter out."
        );

    /// <summary>A parameter that the other values leave without a use.</summary>
    /// <param name="template">The template.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="values">The values of a parameter.</param>
    public static AppException VendorParameterUnused(
        VendorTemplate template,
        TemplateParameter parameter,
        Func<string, IReadOnlyList<string>> values
    )
    {
        var others = parameter
            .When!.Where(part => part.Value.ValueKind is JsonValueKind.String or JsonValueKind.Array && values(part.Key).Count > 0)
            .Select(part => $"-{part.Key} is {string.Join(", ", values(part.Key))}");
        var condition = string.Join(" and ", parameter.When!.Select(InWords));
        return new(
            nameof(VendorParameterUnknown),
            AppErrorKind.InvalidArgument,
            parameter.Name,
            $"-{parameter.Name} is used only {condition}{string.Concat(others.Select(other => $", and {other}"))}.",
            $"Leave -{parameter.Name} out, or run the command {condition}. {Parameters(template)} explains them."
        );
    }

    /// <summary>What a condition asks of one parameter.</summary>
    private static string InWords(KeyValuePair<string, JsonElement> part) =>
        part.Value.ValueKind switch
        {
            JsonValueKind.True => $"with -{part.Key}",
            JsonValueKind.False => $"without -{part.Key}",
            JsonValueKind.Array => $"with -{part.Key} {string.Join(" or ", part.Value.EnumerateArray())}",
            _ => $"with -{part.Key} {part.Value}",
        };

    /// <summary>The command that explains the parameters of a template, wherever that is.</summary>
    private static string Parameters(VendorTemplate template) =>
        $"(Get-VendorAppTemplate {template.Id}{template.TemplatePathOption}).Parameters";

    public static AppException VendorParameterWithoutVendor(string parameter) =>
        new(
            nameof(VendorParameterWithoutVendor),
            AppErrorKind.InvalidArgument,
            parameter,
            $"-{parameter} is no parameter of every vendor, and the vendors come from the pipeline.",
            "Name the vendor on the command line: its parameters come with it. Get-VendorAppTemplate explains them."
        );

    public static AppException VendorParameterInvalid(VendorTemplate template, string parameter, string fault) =>
        new(
            nameof(VendorParameterInvalid),
            AppErrorKind.InvalidArgument,
            parameter,
            $"-{parameter} {fault}.",
            $"{Parameters(template)} explains it."
        );

    public static AppException VendorParameterMissing(VendorTemplate template, TemplateParameter parameter, IReadOnlyList<string> parts) =>
        new(
            nameof(VendorParameterMissing),
            AppErrorKind.InvalidArgument,
            parameter.Name,
            $"The guide of {template.Id} requires -{parameter.Name}{(parts.Count > 0 ? $", or -{string.Join(" and -", parts)}, of which it is made" : "")}. {parameter.Help}",
            parameter.Example is null ? $"{Parameters(template)} explains it." : $"For example: -{parameter.Name} {parameter.Example}."
        );

    public static AppException VendorGuideEmpty(VendorTemplate template) =>
        new(
            nameof(VendorGuideEmpty),
            AppErrorKind.InvalidArgument,
            template.Id,
            $"With these parameters the template of {template.Id} registers no app.",
            $"{Parameters(template)} explains them."
        );

    public static AppException VendorAppsSeveral(VendorTemplate template) =>
        new(
            nameof(VendorAppsSeveral),
            AppErrorKind.InvalidArgument,
            template.Id,
            $"The template of {template.Id} is for several apps: {string.Join(", ", template.Apps.Select(app => app.Key))}. Nothing was sent.",
            "Run Install-VendorApp, which registers all of them."
        );

    public static AppException VendorAppsDuplicate(VendorTemplate template, string what, string value, IEnumerable<string> keys) =>
        new(
            nameof(VendorAppsDuplicate),
            AppErrorKind.InvalidArgument,
            value,
            $"With these values, the apps {string.Join(" and ", keys)} of the template of {template.Id} would have the same {what} '{value}'. Nothing was sent.",
            $"Specify other values: {string.Join(", ", template.AllParameters().Select(parameter => $"-{parameter.Name}"))}."
        );

    public static AppException VendorAppsSettled(VendorTemplate template, string parameter) =>
        new(
            nameof(VendorAppsSettled),
            AppErrorKind.InvalidArgument,
            parameter,
            $"-{parameter} is for one app, and the template of {template.Id} is for several: {string.Join(", ", template.Apps.Select(app => app.Key))}. Nothing was sent.",
            "Leave it out. -DisplayName and -UniqueName name all of them: each gets its key behind the name."
        );

    public static AppException VendorAppUnknown(VendorTemplate template, AppRegistration app) =>
        new(
            nameof(VendorAppUnknown),
            AppErrorKind.NotFound,
            app,
            $"{app} isn't one of the apps of the template of {template.Id}: {string.Join(", ", template.Apps.Select(item => item.Key))}.",
            "Pipe the output of Install-VendorApp with the parameters that the apps were installed with: it knows which app is which. A second run changes nothing."
        );

    public static AppException VendorAppIsTheVendors(string vendor) =>
        new(
            nameof(VendorAppIsTheVendors),
            AppErrorKind.InvalidArgument,
            vendor,
            $"With these parameters the guide of {vendor} uses an app that the vendor has registered in its own tenant; nothing is registered here.",
            "Run Install-VendorApp to add it to this tenant, or choose another -Variant."
        );

    public static AppException VendorInputUnused(string vendor, object input) =>
        new(
            nameof(VendorInputUnused),
            AppErrorKind.InvalidArgument,
            input,
            $"-Vendor is {vendor}, and '{input}' came from the pipeline.",
            "Name the vendor once. Rows of a CSV file may give the vendor's parameters."
        );

    public static AppException VendorAppHasExtras(VendorGuide guide, AppRegistration app, IReadOnlyList<string> extras) =>
        new(
            nameof(VendorAppHasExtras),
            AppErrorKind.Conflict,
            app,
            $"{app} has what the guide of {guide.Vendor} doesn't ask for: {string.Join("; ", extras)}. Nothing was removed.",
            guide.Unspecified is { Count: > 0 } unspecified
                ? $"If the app was installed with {InWords(unspecified)}, specify that. Otherwise check who uses it, and run again with -Force to remove the app with all of it."
                : "Check who uses it. Run again with -Force to remove the app with all of it."
        );

    /// <summary>What an app has beyond its guide may be of parameters that were forgotten.</summary>
    public static string VendorParametersForgotten(string app, IReadOnlyList<string> unspecified) =>
        $"If '{app}' was installed with {InWords(unspecified)}, specify that: without it, what it added to the app counts as an addition of others.";

    private static string InWords(IReadOnlyList<string> parameters) =>
        $"{string.Join(", ", parameters.SkipLast(1).Select(parameter => $"-{parameter}"))}{(parameters.Count > 1 ? " or " : "")}-{parameters[^1]}";

    public static AppException VendorAppFailed(VendorAppInstallation failed) =>
        new(
            nameof(VendorAppFailed),
            AppErrorKind.InvalidArgument,
            failed,
            $"'{failed.DisplayName}' is not installed: {failed.Error}",
            "Correct the error that Install-VendorApp has written, and run it again. What was done stays done."
        );

    public static AppException VendorNotGiven() =>
        new(
            nameof(VendorNotGiven),
            AppErrorKind.InvalidArgument,
            null,
            "No vendor was named whose settings are meant.",
            "Add -Vendor, or pipe the output of Install-VendorApp. Get-VendorAppTemplate lists the vendors."
        );

    /// <summary>A row, such as that of a CSV file, that names no vendor, where the command line names none either.</summary>
    /// <param name="row">The row.</param>
    /// <param name="columns">The columns that it has.</param>
    public static AppException VendorNotNamed(object row, IReadOnlyList<string> columns) =>
        new(
            nameof(VendorNotNamed),
            AppErrorKind.InvalidArgument,
            row,
            $"The row names no vendor: {(columns.Contains("Vendor", StringComparer.OrdinalIgnoreCase) ? "its column Vendor is empty" : "it has no column Vendor")}. Its columns are: {Cut.Shorten(string.Join(", ", columns))}.",
            "Fill in the column Vendor, or specify -Vendor for all rows. Get-VendorAppTemplate lists the vendors."
        );

    /// <summary>A row of a CSV file that was read with another delimiter than it is written with.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column whose name is several.</param>
    public static AppException RowDelimiterUnexpected(object row, string column) =>
        new(
            nameof(RowDelimiterUnexpected),
            AppErrorKind.InvalidArgument,
            row,
            $"The row has a column '{Cut.Shorten(column)}': its file has another delimiter than it was read with.",
            CsvHeader.Advice(column)
        );

    public static AppException SecretWantedAndNot() =>
        new(
            nameof(SecretWantedAndNot),
            AppErrorKind.InvalidArgument,
            null,
            "-NewSecret and -NoSecret contradict each other.",
            "Give one of them, or none: then a secret is made if there is no valid one."
        );
}
