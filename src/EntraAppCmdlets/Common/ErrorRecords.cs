using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>From what went wrong to what PowerShell shows: the stable id, the category, the target, and what to do.</summary>
internal static class ErrorRecords
{
    private const string ClaimsCure =
        "Sign in anew with Connect-AppTenant in the way that the policy asks for: with multifactor authentication, or from a device or network that it trusts.";

    /// <summary>The record of an expected error; null for a bug in the module itself, which PowerShell shows as such.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="input">The input that was at work.</param>
    /// <param name="refusal">Says what the sign-in lacks, where the command knows.</param>
    public static ErrorRecord? From(Exception exception, object? input, Func<GraphException, Refusal?>? refusal = null) =>
        exception switch
        {
            AppException app => Record(app, app.ErrorId, Category(app.Kind), app.Target ?? input, app.Message, app.Recommendation),
            GraphException graph => FromGraph(graph, input, refusal),
            SignInException signIn => Record(
                signIn,
                signIn.Error.Length > 0 && char.IsUpper(signIn.Error[0]) ? signIn.Error : "SignInFailed",
                ErrorCategory.AuthenticationError,
                input,
                signIn.Summary,
                signIn.Cure
            ),
            _ => null,
        };

    /// <summary>What no further input can get past: no connection, no right, no answer.</summary>
    public static bool EndsTheCommand(Exception exception) =>
        exception switch
        {
            AppException
            {
                ErrorId: nameof(KeyVaultErrors.KeyVaultRefused)
                    or nameof(KeyVaultErrors.KeyVaultSignIn)
                    or nameof(KeyVaultErrors.KeyVaultNameInvalid)
            } => true,
            AppException app => app.ConcernsEveryInput
                || (app.Kind == AppErrorKind.Connection && app.ErrorId != nameof(RegistrationErrors.AppOfOtherTenant)),
            GraphException graph => graph.Status is 0 or 401 || graph.Code == GraphErrorCode.ClaimsChallenge || IsAboutRights(graph),
            SignInException => true,
            _ => false,
        };

    /// <summary>Whether the service has refused for want of a right, which other inputs may not need.</summary>
    public static bool IsAboutRights(Exception exception) => exception is GraphException graph && IsAboutRights(graph);

    private static ErrorRecord FromGraph(GraphException graph, object? input, Func<GraphException, Refusal?>? refusal)
    {
        if (graph.Code == GraphErrorCode.ClaimsChallenge)
        {
            return Record(graph, graph.Code, ErrorCategory.AuthenticationError, input, graph.Message, ClaimsCure);
        }

        if (!IsAboutRights(graph))
        {
            return Record(graph, graph.Code, Category(graph.Status), input, graph.Message, Recommendation(graph.Status));
        }

        var explanation = refusal?.Invoke(graph);
        return Record(
            graph,
            RightsCheck.InsufficientPrivileges,
            ErrorCategory.PermissionDenied,
            input,
            explanation is null ? graph.Message : $"{explanation.Sentence} {graph.Message}",
            explanation?.Cure
        );
    }

    /// <summary>A 403 may also tell of a quota or a policy, which no permission helps against.</summary>
    private static bool IsAboutRights(GraphException graph) =>
        graph.Code == GraphErrorCode.Withheld
        || (
            graph.Status == 403
            && !graph.Code.StartsWith("Directory_", StringComparison.OrdinalIgnoreCase)
            && !graph.Code.EndsWith("AsPerAppPolicy", StringComparison.OrdinalIgnoreCase)
        );

    private static ErrorRecord Record(
        Exception exception,
        string id,
        ErrorCategory category,
        object? target,
        string message,
        string? recommendation
    ) => new(exception, id, category, target) { ErrorDetails = new ErrorDetails(message) { RecommendedAction = recommendation ?? "" } };

    private static ErrorCategory Category(AppErrorKind kind) =>
        kind switch
        {
            AppErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
            AppErrorKind.NotFound => ErrorCategory.ObjectNotFound,
            AppErrorKind.Conflict => ErrorCategory.ResourceExists,
            AppErrorKind.Denied => ErrorCategory.PermissionDenied,
            AppErrorKind.Connection => ErrorCategory.ConnectionError,
            _ => ErrorCategory.OperationTimeout,
        };

    private static ErrorCategory Category(int status) =>
        status switch
        {
            0 => ErrorCategory.ConnectionError,
            400 => ErrorCategory.InvalidArgument,
            401 => ErrorCategory.AuthenticationError,
            403 => ErrorCategory.LimitsExceeded,
            404 => ErrorCategory.ObjectNotFound,
            409 => ErrorCategory.ResourceExists,
            429 => ErrorCategory.LimitsExceeded,
            >= 500 => ErrorCategory.ResourceUnavailable,
            _ => ErrorCategory.InvalidResult,
        };

    private static string? Recommendation(int status) =>
        status switch
        {
            401 => "Connect-AppTenant signs in anew.",
            403 => "The tenant's limits or policies don't allow it: remove what is not needed any more, or ask the tenant's administrator.",
            429 => "The tenant is under load: try again in some minutes; what was done stays done.",
            >= 500 => "Run the command again: what was done is found and left as it is.",
            _ => null,
        };
}

/// <summary>Why the service refused, as far as the declared needs and the sign-in tell.</summary>
/// <param name="Sentence">What the step needs, and what the sign-in lacks.</param>
/// <param name="Cure">What to do.</param>
internal sealed record Refusal(string Sentence, string Cure);
