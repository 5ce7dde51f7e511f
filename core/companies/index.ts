export { companyCode } from './checks';
export { findCompany, listCompanies, type Company, type CompanyChange, type NewCompany } from './companies';
export { bindCompany, createCompany, getCompany, updateCompany, type NinjaIdentity } from './saveCompany';
