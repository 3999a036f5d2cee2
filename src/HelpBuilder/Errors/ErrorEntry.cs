namespace HelpBuilder.Errors;

/// <summary>An error that the module itself reports.</summary>
/// <param name="Id">Its stable id.</param>
/// <param name="Messages">What it says, with an ellipsis where a value goes.</param>
/// <param name="Cures">What it recommends.</param>
internal sealed record ErrorEntry(string Id, IReadOnlyList<string> Messages, IReadOnlyList<string> Cures);

/// <summary>A code of the sign-in service, with what to do about it.</summary>
/// <param name="Group">What it concerns.</param>
/// <param name="Code">The number behind AADSTS.</param>
/// <param name="Cure">What to do.</param>
internal sealed record SignInCode(string Group, int Code, string Cure);
