namespace EntraAppCmdlets;

/// <summary>The form of a file of findings, for the tools of a pipeline.</summary>
public enum AppReportFormat
{
    /// <summary>JUnit: a test case for each rule and app, which test views of CI systems show.</summary>
    JUnit,

    /// <summary>SARIF 2.1.0, which code scanning shows.</summary>
    Sarif,
}
