using System.Text.Json;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateRegistration
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required string DisplayName { get; init; }

    public required string Audience { get; init; }

    public IReadOnlyList<TemplateRedirectUri> RedirectUris { get; set; } = [];

    public bool? IdTokens { get; set; }

    public bool? AccessTokens { get; set; }

    public string? TokenStep { get; set; }

    public int? AccessTokenVersion { get; set; }

    public bool? PublicClientFlows { get; set; }

    public string? HomePageUrl { get; set; }

    public string? LogoutUrl { get; set; }

    public string? Notes { get; set; }

    public string? TermsOfServiceUrl { get; set; }

    public string? PrivacyStatementUrl { get; set; }

    public bool? PropertyLock { get; set; }

    /// <summary>The step of the settings above.</summary>
    public string? SettingStep { get; set; }

    /// <summary>The registration that is asked for.</summary>
    /// <exception cref="AppException">DisplayNameInvalid, UniqueNameInvalid, RedirectUriInvalid, VendorParameterInvalid.</exception>
    public RegistrationSpec ToSpec(VendorTemplate template, VendorInput input, AppNaming names)
    {
        var name = RegistrationRules.CheckDisplayName(names.DisplayName ?? input.Fill(DisplayName));
        var audience = input.Fill(Audience);
        var uris = RedirectUris
            .Where(uri => input.Holds(uri.When))
            .Select(uri => (Uri: RedirectUriRules.CheckRedirectUri(input.Fill(uri.Uri), uri.Platform), uri.Step))
            .DistinctBy(uri => uri.Uri)
            .ToList();
        var variant = input.ValuesOf(VendorTemplate.VariantParameter) is [var chosen]
            ? template.Variants.First(item => string.Equals(item.Id, chosen, StringComparison.OrdinalIgnoreCase))
            : null;
        var request = new RegistrationRequest
        {
            DisplayName = name,
            UniqueName = names.UniqueName is null ? DefaultUniqueName(name, variant) : RegistrationRules.CheckUniqueName(names.UniqueName),
            Variant = variant is null
                ? null
                : new VendorVariant(
                    template.Id,
                    variant.Id,
                    template
                        .Variants.Where(other => other != variant)
                        .ToDictionary(other => DefaultUniqueName(name, other), other => other.Id)
                ),
            UniqueNameChosen = names.UniqueName is not null,
            AdoptAppId = names.AppId,
            SignInAudience = Enum.TryParse<AppSignInAudience>(audience, out var parsed)
                ? parsed
                : throw GuideErrors.VendorParameterInvalid(template, "SignInAudience", $"can't be '{audience}'"),
            RedirectUris = [.. uris.Select(uri => uri.Uri)],
            IdTokenIssuance = IdTokens,
            AccessTokenIssuance = AccessTokens,
            Settings = [.. Settings(input)],
            Restore = names.Restore,
        };
        return new RegistrationSpec(request)
        {
            Step = Step,
            TokenStep = TokenStep,
            SettingStep = SettingStep,
            RedirectUriSteps = uris.ToDictionary(uri => uri.Uri, uri => uri.Step ?? Step),
        };
    }

    /// <summary>What asks for this registration.</summary>
    public static TemplateRegistration From(RegistrationSpec spec, CapturedTexts texts)
    {
        var request = spec.Request;
        var step = texts.Step("register", "App registration", "Register the app with its redirect URIs and settings.");
        return new TemplateRegistration
        {
            Step = step,
            DisplayName = texts.Constant(request.DisplayName),
            Audience = $"{request.SignInAudience}",
            RedirectUris =
            [
                .. request.RedirectUris.Select(uri => new TemplateRedirectUri { Uri = texts.Url(uri.Uri), Platform = uri.Platform }),
            ],
            IdTokens = request.IdTokenIssuance,
            AccessTokens = request.AccessTokenIssuance,
            AccessTokenVersion = (int?)Value(AppSetting.AccessTokenVersion),
            PublicClientFlows = (bool?)Value(AppSetting.PublicClientFlows),
            PropertyLock = (bool?)Value(AppSetting.PropertyLock),
            HomePageUrl = Url(AppSetting.HomePageUrl),
            LogoutUrl = Url(AppSetting.LogoutUrl),
            TermsOfServiceUrl = Url(AppSetting.TermsOfServiceUrl),
            PrivacyStatementUrl = Url(AppSetting.PrivacyStatementUrl),
            Notes = Value(AppSetting.Notes) is string notes ? texts.Constant(notes) : null,
        };

        object? Value(AppSetting setting) => request.Settings.FirstOrDefault(item => item.Setting == setting).Value;

        string? Url(AppSetting setting) => Value(setting) is string url ? texts.Url(url) : null;
    }

    private IEnumerable<(AppSetting Setting, object? Value)> Settings(VendorInput input)
    {
        if (AccessTokenVersion is { } version)
        {
            yield return (AppSetting.AccessTokenVersion, version);
        }

        if (PublicClientFlows is { } flows)
        {
            yield return (AppSetting.PublicClientFlows, flows);
        }

        if (PropertyLock is { } locked)
        {
            yield return (AppSetting.PropertyLock, locked);
        }

        foreach (
            var (setting, text) in new[]
            {
                (AppSetting.HomePageUrl, HomePageUrl),
                (AppSetting.LogoutUrl, LogoutUrl),
                (AppSetting.Notes, Notes),
                (AppSetting.TermsOfServiceUrl, TermsOfServiceUrl),
                (AppSetting.PrivacyStatementUrl, PrivacyStatementUrl),
            }
        )
        {
            // What is made of a parameter that nobody has given isn't asked for.
            if (text is not null && input.FillWhole(text) is { } value)
            {
                yield return (setting, value);
            }
        }
    }

    /// <summary>The variant that is taken where none is named has the name that the app would have without a vendor.</summary>
    private static string DefaultUniqueName(string displayName, TemplateVariant? variant) =>
        RegistrationRules.DefaultUniqueName(displayName)
        + (variant is null or { Default: true } ? "" : $"-{variant.Id.ToLowerInvariant()}");
}

internal sealed record TemplateRedirectUri
{
    public required string Uri { get; init; }

    public required AppPlatform Platform { get; init; }

    public string? Step { get; set; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }
}
