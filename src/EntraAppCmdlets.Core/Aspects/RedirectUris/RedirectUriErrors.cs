using System.Globalization;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.RedirectUris;

/// <summary>Errors about redirect URIs.</summary>
internal static class RedirectUriErrors
{
    public static AppException RedirectUriMissing() =>
        new(
            nameof(RedirectUriMissing),
            AppErrorKind.InvalidArgument,
            null,
            "No redirect URI was given.",
            "Give at least one with -RedirectUri (web), -SpaRedirectUri or -PublicClientRedirectUri."
        );

    public static AppException RedirectUriOnTwoPlatforms(string uri, IReadOnlyList<AppPlatform> platforms) =>
        new(
            nameof(RedirectUriOnTwoPlatforms),
            AppErrorKind.Conflict,
            uri,
            $"The redirect URI '{Cut.Shorten(uri)}' would be on two platforms: {string.Join(" and ", platforms)}. Nothing was sent.",
            "An address belongs to one platform. Remove it from the other one first with Remove-AppRedirectUri."
        );

    public static AppException TooManyRedirectUris(int limit, int asked, bool personal) =>
        new(
            nameof(TooManyRedirectUris),
            AppErrorKind.InvalidArgument,
            asked,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The app would have {asked} redirect URIs; Entra allows {limit}{(personal ? " where personal accounts may sign in" : "")}. Nothing was sent."
            ),
            "Remove what is not needed with Remove-AppRedirectUri."
        );

    public static AppException RedirectUriNotFound(AppRegistration app, string uri, IReadOnlyList<string> near) =>
        ChangeErrors.NotFound(nameof(RedirectUriNotFound), app, "redirect URI", uri, near);

    public static AppException RedirectUriInvalid(string uri, string rule) =>
        new(
            nameof(RedirectUriInvalid),
            AppErrorKind.InvalidArgument,
            uri,
            $"The redirect URI '{Cut.Shorten(uri)}' can't be used: {rule}.",
            "Use an absolute https address without a fragment, such as https://app.example.com/callback; http only for localhost."
        );

    /// <summary>What passed the rules here, but not those of the service.</summary>
    public static AppException RedirectUriRefused(IReadOnlyCollection<AppRedirectUri> uris, GraphException inner) =>
        new(
            nameof(RedirectUriInvalid),
            AppErrorKind.InvalidArgument,
            string.Join(", ", uris.Select(uri => uri.Uri)),
            $"Microsoft Entra refused the redirect URI{(uris.Count > 1 ? "s" : "")} {Cut.Shorten(string.Join(", ", uris.Select(uri => $"{uri.Uri} ({uri.Platform})")))}: {string.Join(" ", inner.Details.Select(detail => detail.Message).Prepend(inner.Reason).OfType<string>().Distinct())}",
            "Check the address and its platform: web, single-page application (-SpaRedirectUri), or mobile and desktop (-PublicClientRedirectUri).",
            inner
        );
}
