using System.Globalization;
using EntraAppCmdlets.Aspects.RedirectUris;

namespace EntraAppCmdlets.Guides;

/// <summary>The registration, who has the app and who may use it; and that no two apps of a template would be one.</summary>
internal sealed class TemplateAppRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        CheckDate();
        CheckParts();
        CheckEarlier();
    }

    private void CheckDate()
    {
        if (
            Template.Guide.Date is { } date
            && !DateOnly.TryParseExact(date, TemplateRules.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        )
        {
            Faults.Add(Json.Member("guide")!.Member("date")!, "date", $"'{date}' isn't a day. Use the form {TemplateRules.DateFormat}.");
        }
    }

    private void CheckParts()
    {
        if (Template.Steps.Count == 0)
        {
            Faults.Add(Json, "required", "the template lacks the field 'steps'.");
        }

        if (Template.Registration is null && Template.VendorApp is null)
        {
            Faults.Add(Json, "required", "the template requires a registration or a vendorApp.");
        }

        foreach (var (entry, uri) in Entries("registration", "redirectUris").Zip(Template.Registration?.RedirectUris ?? []))
        {
            if (Placeholder.NamesIn(uri.Uri).Any())
            {
                continue;
            }

            try
            {
                RedirectUriRules.CheckRedirectUri(uri.Uri, uri.Platform);
            }
            catch (AppException e)
            {
                Faults.Add(entry.Member("uri")!, "redirectUri", e.Message);
            }
        }

        if (
            Template.Registration is { } registration
            && !Placeholder.NamesIn(registration.Audience).Any()
            && !Enum.IsDefined(typeof(AppSignInAudience), registration.Audience)
        )
        {
            Faults.Add(
                Json.Member("registration")!.Member("audience")!,
                "audience",
                $"'{registration.Audience}' isn't one of {string.Join(", ", Enum.GetNames<AppSignInAudience>())}."
            );
        }

        if (Template.Registration?.AccessTokenVersion is not (null or 1 or 2))
        {
            Faults.Add(Json.Member("registration")!.Member("accessTokenVersion")!, "version", "Access tokens are of version 1 or 2.");
        }

        CheckParameter(Json.Member("owners"), "who", TemplateParameterType.Principal);
        CheckParameter(Json.Member("access"), "who", TemplateParameterType.Principal);
        foreach (var entry in Entries("access", "assignments"))
        {
            CheckParameter(entry, "who", TemplateParameterType.Principal);
        }

        CheckParameter(Json.Member("groupMembership"), "who", TemplateParameterType.Principal);
        CheckParameter(Json.Member("certificate"), "from", TemplateParameterType.Certificate);
    }

    private void CheckParameter(PositionedJson? part, string field, TemplateParameterType type)
    {
        if (part?.Member(field) is not { } text)
        {
            return;
        }

        if (Placeholder.Only(text.Text) is not { } name || !Parameters.TryGetValue(name, out var parameter) || parameter.Type != type)
        {
            Faults.Add(text, field, $"'{text.Text}' must be one parameter of type {type}, in braces.");
        }
    }

    /// <summary>Apps that are found by the same name would be one, and no two apps of a tenant have the same Application ID URI.</summary>
    private void CheckEarlier()
    {
        if (
            Template.Registration is { } registration
            && Earlier.Any(app =>
                app.Registration is { } other
                && IsSameName(other.DisplayName, registration.DisplayName)
                && !Conditions.Exclude(other.When, registration.When)
            )
        )
        {
            Faults.Add(
                Json.Member("registration")!.Member("displayName")!,
                "duplicate",
                $"There are two apps '{registration.DisplayName}', which would have the same unique name."
            );
        }

        if (
            Template.Api is { IdentifierUri: { } uri } api
            && !Placeholder.NamesIn(uri).Any(Placeholder.OfApp.Contains)
            && Earlier.Any(app =>
                string.Equals(app.Api?.IdentifierUri, uri, StringComparison.OrdinalIgnoreCase)
                && !Conditions.Exclude(app.Api!.When, api.When)
            )
        )
        {
            Faults.Add(
                Json.Member("api")!.Member("identifierUri")!,
                "duplicate",
                $"There are two apps with the Application ID URI '{uri}'."
            );
        }
    }

    /// <summary>Whether apps of these names get one unique name.</summary>
    private static bool IsSameName(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}
